// Lets a finger scroll the page where its swipe begins on a slider.
//
// Streamlit's slider jumps to where a finger comes down and keeps the browser from
// scrolling. slider_touch.css lets the browser scroll upwards and downwards; here the finger's
// coming down is withheld from the slider until it moves sideways. A tap arrives as the
// mouse's events, which are not withheld.

function letFingersScrollOnSliders() {
  const TRACK = '[data-testid="stSlider"] [style*="touch-action"]';
  let held = null;

  const isOnTrack = (event) => event.target instanceof Element && event.target.closest(TRACK);

  function withhold(event) {
    // What is given to the slider below comes by here too.
    if (!event.isTrusted || !isOnTrack(event)) return;
    if (event.type === "touchstart") {
      event.stopPropagation();
      return;
    }
    if (event.pointerType !== "touch") return;
    event.stopPropagation();
    held = event.isPrimary ? event : null;
  }

  function decide(event) {
    if (held === null || event.pointerId !== held.pointerId) return;
    const { target, pointerId, clientX, clientY } = held;
    held = null;
    const across = Math.abs(event.clientX - clientX);
    const along = Math.abs(event.clientY - clientY);
    if (across <= along) return;
    target.dispatchEvent(
      new PointerEvent("pointerdown", {
        bubbles: true,
        cancelable: true,
        composed: true,
        pointerId,
        pointerType: "touch",
        isPrimary: true,
        button: 0,
        buttons: 1,
        clientX,
        clientY,
      }),
    );
  }

  function forget(event) {
    if (event.pointerId === held?.pointerId) held = null;
  }

  const early = { capture: true, passive: true };
  document.addEventListener("pointerdown", withhold, early);
  document.addEventListener("touchstart", withhold, early);
  document.addEventListener("pointermove", decide, early);
  document.addEventListener("pointerup", forget, early);
  document.addEventListener("pointercancel", forget, early);
}

// Each page runs this again in the same document.
if (!document.slidersLetFingersScroll) {
  document.slidersLetFingersScroll = true;
  letFingersScrollOnSliders();
}
