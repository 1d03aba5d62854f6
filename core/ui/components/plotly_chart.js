// Draws a Plotly figure and, when it is given another, changes the chart that stands
// there: nothing flickers, and a zoom stays as long as `layout.uirevision` does.

let library;

/** Load Plotly once for the page, from beside the app: no other server is asked.
 *  `appRoot` is from app_root.js, which this script is joined to. */
function load(path) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = appRoot() + path;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      library = undefined;
      reject(new Error(script.src));
    };
    document.head.append(script);
  });
  return library;
}

// As much as projector.css enlarges text, on the same screens.
const PROJECTED = 1.4;
const PROJECTED_SCREENS = matchMedia("(min-width: 641px)");
const SIZES = new Set(["size", "standoff", "ticklabelstandoff"]);

/** Return a part of a figure with larger text and marks; its data stay the same. */
function enlarged(part, by) {
  if (Array.isArray(part)) {
    return typeof part[0] === "object"
      ? part.map((each) => enlarged(each, by))
      : part;
  }
  if (part?.constructor !== Object) return part;
  const entries = Object.entries(part).map(([name, value]) => [
    name,
    SIZES.has(name) && typeof value === "number" ? value * by : enlarged(value, by),
  ]);
  return Object.fromEntries(entries);
}

/** Return a figure as it is drawn for a class that reads it from a wall. */
function projected({ data, layout }) {
  const large = enlarged(layout, PROJECTED);
  large.height *= PROJECTED;
  for (const side of Object.keys(large.margin ?? {})) large.margin[side] *= PROJECTED;
  return { data: enlarged(data, PROJECTED), layout: large };
}

/** Take the colours of the theme, light or dark. */
function themed(layout, host, by) {
  const style = getComputedStyle(host);
  const axis = { gridcolor: "rgba(128, 128, 128, 0.22)", zeroline: false };
  return {
    ...layout,
    autosize: true,
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    font: {
      color: style.getPropertyValue("--st-text-color") || style.color,
      family: style.fontFamily,
      size: 12 * by,
    },
    hoverlabel: {
      bgcolor: style.getPropertyValue("--st-secondary-background-color"),
    },
    xaxis: { ...axis, showgrid: false, ...layout.xaxis },
    yaxis: { ...axis, ...layout.yaxis },
  };
}

const CONFIG = { displayModeBar: false, doubleClick: "reset" };
const resizing = new WeakSet();

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".trazo-chart");
  const [{ figure: plain, alt, path, projected: isProjected }] = data;
  load(path).then(
    (Plotly) => {
      if (!plain) return;
      const isLarge = isProjected && PROJECTED_SCREENS.matches;
      const figure = isLarge ? projected(plain) : plain;
      host.setAttribute("role", "figure");
      host.setAttribute("aria-label", alt);
      host.style.height = `${figure.layout.height}px`;
      const layout = themed(figure.layout, host, isLarge ? PROJECTED : 1);
      Plotly.react(host, figure.data, layout, CONFIG);
      host.removeAllListeners("plotly_click");
      host.on("plotly_click", ({ points: [{ customdata }] }) => {
        if (Number.isInteger(customdata)) setTriggerValue("point", customdata);
      });
      if (!resizing.has(host)) {
        resizing.add(host);
        new ResizeObserver(() => {
          if (host.isConnected && host.clientWidth) Plotly.Plots.resize(host);
        }).observe(host);
      }
    },
    () => {
      host.textContent = alt ?? "";
    },
  );
}
