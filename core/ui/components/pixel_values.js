// Shows a digit as its 784 numbers, each on the grey that it stands for. A larger one
// is moved inside its frame; what was in the middle stays there.

// Black can be read on this grey and on all that are brighter, white on the others.
const BRIGHT = 118;

function cells(digit) {
  if (!digit.children.length) {
    for (let pixel = 0; pixel < 784; pixel++) {
      digit.append(document.createElement("span"));
    }
  }
  return digit.children;
}

function zoom(box, digit, factor) {
  if (digit.style.getPropertyValue("--zoom") === String(factor)) return;
  const across = (box.scrollLeft + box.clientWidth / 2) / box.scrollWidth;
  const down = (box.scrollTop + box.clientHeight / 2) / box.scrollHeight;
  digit.style.setProperty("--zoom", factor);
  digit.classList.toggle("whole", factor === 1);
  box.scrollLeft = across * box.scrollWidth - box.clientWidth / 2;
  box.scrollTop = down * box.scrollHeight - box.clientHeight / 2;
}

export default function ({ data, parentElement }) {
  const box = parentElement.querySelector(".box");
  const digit = parentElement.querySelector(".digit");
  const { pixels, divided, mark, factor, label, alt } = data;
  box.setAttribute("aria-label", label);
  digit.setAttribute("aria-label", alt);
  const spans = cells(digit);
  [...atob(pixels)].forEach((character, index) => {
    const pixel = character.charCodeAt(0);
    const number = divided && pixel ? (pixel / 255).toFixed(2) : String(pixel);
    spans[index].textContent = number.replace(".", mark);
    spans[index].style.setProperty("--grey", pixel);
    spans[index].className = pixel < BRIGHT ? "" : "bright";
  });
  zoom(box, digit, factor);
}
