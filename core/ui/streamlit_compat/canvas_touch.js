// One finger draws, and no other touch changes its stroke.
//
// Fabric, the library of the canvas, begins a stroke again at each touch that comes down,
// and ends it when the last one leaves: a second finger cuts a stroke in two, and a palm
// that rests on the canvas keeps it from ending. Here all touches are withheld from it but
// those of one pointer: of the first that moves. A touch that neither moves nor stays long
// is a dot.

function letOneFingerDraw() {
  const CANVAS_ROOT = "canvas-root";
  const MOVED_PIXELS = 3;
  const LONGEST_TAP_MILLISECONDS = 600;
  // What is on a canvas now: identifier to where and when it came down.
  const down = new Map();
  let drawing = null;

  function canvasOf(event) {
    const path = event.composedPath();
    const isOurs = path.some((part) => part.classList?.contains(CANVAS_ROOT));
    return isOurs && path[0] instanceof HTMLCanvasElement ? path[0] : null;
  }

  function give(type, touch, canvas) {
    const touches = type === "touchend" ? [] : [touch];
    canvas.dispatchEvent(
      new TouchEvent(type, {
        bubbles: true,
        cancelable: true,
        composed: true,
        touches,
        targetTouches: touches,
        changedTouches: [touch],
      }),
    );
  }

  function start(touch, canvas, when) {
    down.set(touch.identifier, { first: touch, canvas, when, rests: drawing !== null });
  }

  function move(touch, canvas) {
    const { first, rests } = down.get(touch.identifier);
    if (drawing === null && !rests) {
      const across = touch.clientX - first.clientX;
      const along = touch.clientY - first.clientY;
      if (Math.hypot(across, along) < MOVED_PIXELS) return;
      drawing = touch.identifier;
      give("touchstart", first, canvas);
      // Whatever else is on the canvas while somebody draws is no finger that draws.
      for (const [identifier, each] of down) each.rests = identifier !== drawing;
    }
    if (touch.identifier === drawing) give("touchmove", touch, canvas);
  }

  function end(touch, canvas, when, isCancelled) {
    const { first, rests, when: since } = down.get(touch.identifier);
    down.delete(touch.identifier);
    if (touch.identifier === drawing) {
      drawing = null;
      give("touchend", touch, canvas);
    } else if (!rests && !isCancelled && when - since <= LONGEST_TAP_MILLISECONDS) {
      give("touchstart", first, canvas);
      give("touchend", touch, canvas);
    }
  }

  function decide(event) {
    // What is given to the canvas above comes by here too.
    const canvas = event.isTrusted ? canvasOf(event) : null;
    if (canvas === null) return;
    event.stopImmediatePropagation();
    // Else a tap comes once more, as a mouse.
    if (event.cancelable) event.preventDefault();
    for (const touch of event.changedTouches) {
      if (event.type === "touchstart") start(touch, canvas, event.timeStamp);
      else if (!down.has(touch.identifier)) continue;
      else if (event.type === "touchmove") move(touch, canvas);
      else end(touch, canvas, event.timeStamp, event.type === "touchcancel");
    }
  }

  for (const type of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
    window.addEventListener(type, decide, { capture: true, passive: false });
  }
}

// Each page runs this again in the same document.
if (!document.oneFingerDraws) {
  document.oneFingerDraws = true;
  letOneFingerDraw();
}
