// Draws on finer pixels than those in which strokes are counted, so that the canvas is
// sharp at any size that the page's style gives it. The server, the store and other
// devices keep to the units of strokes: `data` is made finer on its way in, what the
// package reports is made coarser on its way out.
//
// `PACKAGE_SCRIPT` is set, and `appRoot` defined, by what this script is joined to.

// Pixels of the canvas in a unit of strokes. Of the largest canvas, 460 px of the page,
// this is one or more for each of an ordinary screen.
const FINENESS = devicePixelRatio > 1 ? 3 : 2;
const LENGTHS = ["left", "top", "width", "height", "strokeWidth"];
// A hundredth of a unit: no pen is so exact, and more digits take room in the store.
const EXACTNESS = 100;

function finer(length) {
  return length * FINENESS;
}

function coarser(length) {
  return Math.round((length / FINENESS) * EXACTNESS) / EXACTNESS;
}

/** Apply a function to every length of a stroke, as Fabric describes it. */
function converted(stroke, convert) {
  const changed = { ...stroke };
  const number = (value) => (typeof value === "number" ? convert(value) : value);
  for (const name of LENGTHS) {
    if (name in stroke) changed[name] = number(stroke[name]);
  }
  if (Array.isArray(stroke.path)) {
    changed.path = stroke.path.map((step) =>
      Array.isArray(step) ? step.map(number) : step,
    );
  }
  return changed;
}

function drawing(raw, convert) {
  return {
    ...raw,
    objects: raw.objects.map((stroke) => converted(stroke, convert)),
  };
}

let library;

/** Load the package's own script once for the page; again where that failed. */
function load() {
  library ??= import(appRoot() + PACKAGE_SCRIPT).catch((error) => {
    library = undefined;
    throw error;
  });
  return library;
}

export default async function (component) {
  const { data, setStateValue } = component;
  const { default: draw } = await load();
  return draw({
    ...component,
    data: {
      ...data,
      canvasWidth: finer(data.canvasWidth),
      canvasHeight: finer(data.canvasHeight),
      strokeWidth: finer(data.strokeWidth),
      initialDrawing: drawing(data.initialDrawing, finer),
    },
    setStateValue: (name, value) =>
      setStateValue(
        name,
        name === "drawing" ? { ...value, raw: drawing(value.raw, coarser) } : value,
      ),
  });
}
