// Shows a picture whose pixels can be chosen: with a finger, a mouse, or the arrow keys.

const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export default function ({ data, parentElement, setTriggerValue }) {
  const { png, rows, columns, chosen, label } = data;
  const box = parentElement.querySelector(".pixels");
  const image = box.querySelector("img");
  const mark = box.querySelector(".mark");
  const source = `data:image/png;base64,${png}`;
  if (image.src !== source) image.src = source;
  box.setAttribute("aria-label", label);

  function show([row, column]) {
    mark.style.left = `${(100 * column) / columns}%`;
    mark.style.top = `${(100 * row) / rows}%`;
    mark.style.width = `${100 / columns}%`;
    mark.style.height = `${100 / rows}%`;
  }

  function choose(row, column) {
    const pixel = [
      Math.min(Math.max(row, 0), rows - 1),
      Math.min(Math.max(column, 0), columns - 1),
    ];
    // The server agrees a moment later.
    show(pixel);
    setTriggerValue("pixel", pixel);
  }

  show(chosen);
  box.onclick = (event) => {
    const edge = box.getBoundingClientRect();
    choose(
      Math.floor((rows * (event.clientY - edge.top)) / edge.height),
      Math.floor((columns * (event.clientX - edge.left)) / edge.width),
    );
  };
  box.onkeydown = (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    choose(chosen[0] + step[0], chosen[1] + step[1]);
  };
}
