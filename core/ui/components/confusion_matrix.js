// Draws a confusion matrix as a table of buttons. When it is given another, it changes
// the cells that stand there: the keyboard stays where it is.

/** Make an element with a text. */
function made(name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    element.setAttribute(attribute, value);
  }
  element.textContent = text;
  return element;
}

function row(...cells) {
  const line = document.createElement("tr");
  line.append(...cells);
  return line;
}

/** Make the table of `size` classes; its texts come later. */
function table(size) {
  const classes = [...Array(size).keys()];
  const name = (scope) => made("th", { scope, class: "name" });
  const corner = () => made("td", { colspan: 2, class: "corner" });
  // The corners span two columns, which their width would be halved for.
  const widths = document.createElement("colgroup");
  widths.append(made("col", { class: "axis" }), made("col", { class: "names" }));
  const head = document.createElement("thead");
  head.append(
    row(
      corner(),
      made("th", { scope: "colgroup", colspan: size, class: "columns" }),
    ),
    row(corner(), ...classes.map(() => name("col"))),
  );
  const body = document.createElement("tbody");
  for (const _ of classes) {
    const cells = classes.map(() => {
      const cell = document.createElement("td");
      cell.append(made("button", { type: "button", tabindex: -1 }));
      return cell;
    });
    body.append(row(name("row"), ...cells));
  }
  const axis = made("th", { scope: "rowgroup", rowspan: size, class: "rows" });
  axis.append(document.createElement("span"));
  body.firstChild.prepend(axis);
  // As a grid it is one stop of the Tab key, and the arrows go from cell to cell.
  const grid = made("table", { role: "grid" });
  grid.style.setProperty("--classes", size);
  grid.append(widths, head, body);
  return grid;
}

/** Return how bright a colour looks, as the WCAG define it, in [0, 1]. */
function luminance(colour) {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Black and white have the same contrast to this, 4.58 to 1; it is the least.
const MIDDLE = 0.179;
// Of the colour of a single mistake, so that it is seen.
const FAINTEST = 0.15;

/** Colour the cells on the background of the theme, light or dark. */
function paint(host, buttons, { counts, strengths, right, wrong }) {
  const paper = getComputedStyle(host).backgroundColor.match(/[\d.]+/g).map(Number);
  buttons.forEach((button, index) => {
    const [row, column] = place(index, counts);
    const share = strengths[row][column];
    const part = counts[row][column] ? FAINTEST + (1 - FAINTEST) * share : 0;
    const ink = row === column ? right : wrong;
    const colour = ink.map((channel, i) =>
      Math.round(part * channel + (1 - part) * paper[i]),
    );
    button.style.background = `rgb(${colour})`;
    button.style.color = luminance(colour) > MIDDLE ? "#000" : "#fff";
  });
}

function place(index, counts) {
  return [Math.floor(index / counts.length), index % counts.length];
}

/** Make one cell the stop of the Tab key. */
function stop(buttons, index) {
  buttons.forEach((button, other) => {
    button.tabIndex = other === index ? 0 : -1;
  });
}

function press(buttons, index) {
  buttons.forEach((button, other) => {
    button.setAttribute("aria-pressed", other === index);
  });
}

/** Return where a key leads from a cell; undefined where it leads nowhere. */
function target(key, index, size) {
  const column = index % size;
  switch (key) {
    case "ArrowLeft":
      return column > 0 ? index - 1 : undefined;
    case "ArrowRight":
      return column < size - 1 ? index + 1 : undefined;
    case "ArrowUp":
      return index - size;
    case "ArrowDown":
      return index + size;
    case "Home":
      return index - column;
    case "End":
      return index - column + size - 1;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const { counts, names, descriptions, label, rows, columns, chosen } = data;
  const size = counts.length;
  const host = parentElement.querySelector(".matrix");
  if (!host.firstChild) host.append(table(size));
  const grid = host.firstChild;
  const buttons = [...grid.querySelectorAll("button")];
  grid.setAttribute("aria-label", label);
  grid.querySelector(".columns").textContent = columns;
  grid.querySelector(".rows span").textContent = rows;
  grid.querySelectorAll("thead .name, tbody .name").forEach((heading, index) => {
    heading.textContent = names[index % size];
  });
  // Words need more room than digits do.
  host.classList.toggle(
    "worded",
    names.some((name) => name.length > 2),
  );

  buttons.forEach((button, index) => {
    const [row, column] = place(index, counts);
    button.textContent = counts[row][column] || "·";
    button.title = descriptions[row][column];
    button.setAttribute("aria-label", descriptions[row][column]);
    button.onclick = () => {
      // The server agrees a moment later.
      press(buttons, index);
      stop(buttons, index);
      setTriggerValue("cell", [row, column]);
    };
    button.onkeydown = (event) => {
      const next = buttons[target(event.key, index, size)];
      if (!next) return;
      event.preventDefault();
      stop(buttons, buttons.indexOf(next));
      next.focus();
    };
  });
  const pressed = chosen ? chosen[0] * size + chosen[1] : -1;
  press(buttons, pressed);
  if (!buttons.some((button) => button.tabIndex === 0)) {
    stop(buttons, Math.max(pressed, 0));
  }
  paint(host, buttons, data);
  // A theme that changes moves the background, and nothing else tells.
  host.ontransitionend = () => paint(host, buttons, data);
}
