// Sets the cookies, and writes the visitor into the address. `appRoot` is from
// app_root.js, which this script is joined to.

/** Return the attributes that a cookie needs where this page stands. */
function attributes() {
  const path = new URL(appRoot()).pathname.replace(/\/$/, "") || "/";
  const secure = location.protocol === "https:";
  // In a frame of another site only such a cookie comes back: a course page has one of
  // its own for each site that frames it. Without HTTPS there is none.
  const framed = secure && window.self !== window.top;
  return [
    `path=${path}`,
    framed ? "SameSite=None" : "SameSite=Strict",
    ...(secure ? ["Secure"] : []),
    ...(framed ? ["Partitioned"] : []),
  ];
}

function setCookies(cookies) {
  for (const [name, { value, seconds }] of Object.entries(cookies)) {
    const age = seconds ? [`max-age=${seconds}`] : [];
    document.cookie = [`${name}=${value}`, ...attributes(), ...age].join("; ");
  }
}

function putInAddress(key, visitor) {
  const work = `${key}=${visitor}`;
  const parts = location.search.slice(1).split("&");
  if (parts.includes(work)) return;
  const others = parts.filter((part) => part && !part.startsWith(`${key}=`));
  history.replaceState(
    history.state,
    "",
    `?${[...others, work].join("&")}${location.hash}`,
  );
}

export default function ({ data }) {
  document.documentElement.lang = data.language;
  setCookies(data.cookies);
  // Streamlit's own cookie, without which it takes no file: widget_words.css says so.
  document.documentElement.toggleAttribute(
    "data-no-cookies",
    !/(^|; )_streamlit_xsrf=/.test(document.cookie),
  );
  putInAddress(data.key, data.visitor);
}
