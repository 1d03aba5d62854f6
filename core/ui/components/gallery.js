// Draws digits side by side, as buttons where they can be chosen. When it is given
// others, it changes the elements that stand there: the keyboard stays where it is.

/** Make a tile: a picture and the line under it. */
function made(name) {
  const tile = document.createElement(name);
  const caption = document.createElement(
    name === "figure" ? "figcaption" : "span",
  );
  tile.className = "tile";
  caption.className = "caption";
  tile.append(document.createElement("img"), caption);
  return tile;
}

function press(tiles, pressed) {
  [...tiles.children].forEach((tile, index) => {
    tile.setAttribute("aria-pressed", pressed.includes(index));
  });
}

function flip(tile) {
  const pressed = tile.getAttribute("aria-pressed") === "true";
  tile.setAttribute("aria-pressed", !pressed);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const { label, chosen, several, pressable } = data;
  const tiles = parentElement.querySelector(".tiles");
  const name = pressable ? "button" : "figure";
  tiles.setAttribute("aria-label", label);
  if (tiles.firstElementChild?.localName !== name) tiles.replaceChildren();
  while (tiles.children.length > data.tiles.length) tiles.lastChild.remove();
  while (tiles.children.length < data.tiles.length) tiles.append(made(name));

  data.tiles.forEach(({ png, caption, alt }, index) => {
    const tile = tiles.children[index];
    const [image, line] = tile.children;
    const source = `data:image/png;base64,${png}`;
    if (image.src !== source) image.src = source;
    image.alt = alt;
    line.textContent = caption;
    if (!pressable) return;
    tile.type = "button";
    tile.onclick = () => {
      // The server agrees a moment later.
      if (several) flip(tile);
      else press(tiles, [index]);
      setTriggerValue("choice", index);
    };
  });
  if (pressable) press(tiles, chosen);
}
