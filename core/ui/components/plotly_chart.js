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

/** Take the colours of the theme, light or dark. */
function themed(layout, host) {
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
      size: 12,
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
  const [{ figure, alt, path }] = data;
  load(path).then(
    (Plotly) => {
      if (!figure) return;
      host.setAttribute("role", "figure");
      host.setAttribute("aria-label", alt);
      host.style.height = `${figure.layout.height}px`;
      Plotly.react(host, figure.data, themed(figure.layout, host), CONFIG);
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
