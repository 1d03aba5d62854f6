// Stores whose work a visit shows: in a cookie and, for when a proxy or a frame keeps
// cookies from arriving, in the browser's own storage. Takes it out of the address.
// `appRoot` is from app_root.js, which this script is joined to.

const NAME = "trazo_visitor";

const appPath = () => new URL(appRoot()).pathname.replace(/\/$/, "") || "/";
// Another Trazo on the same host, under another path, has another visitor.
const storageKey = () => `${NAME} ${appPath()}`;

function stored() {
  // Of several with this name, the first has the longest path: it is this app's.
  const cookie = document.cookie.match(/(?:^|; )trazo_visitor=([0-9a-f]{32})/);
  if (cookie) return cookie[1];
  try {
    return localStorage.getItem(storageKey());
  } catch {
    return null;
  }
}

/** Return the attributes that a cookie needs where this page stands. */
function attributes() {
  const secure = location.protocol === "https:";
  // In a frame of another site only such a cookie comes back: a course page has one of
  // its own for each site that frames it. Without HTTPS there is none.
  const framed = secure && window.self !== window.top;
  return [
    `path=${appPath()}`,
    framed ? "SameSite=None" : "SameSite=Strict",
    ...(secure ? ["Secure"] : []),
    ...(framed ? ["Partitioned"] : []),
  ];
}

function store(visitor, cookies) {
  for (const [name, { value, seconds }] of Object.entries(cookies)) {
    const age = seconds ? [`max-age=${seconds}`] : [];
    document.cookie = [`${name}=${value}`, ...attributes(), ...age].join("; ");
  }
  try {
    localStorage.setItem(storageKey(), visitor);
  } catch {
    // A browser that stores nothing; the address has to do.
  }
}

// By `replaceState`: Streamlit's own way would add a step to go back by.
function writeAddress(keys, visitor) {
  const others = location.search
    .slice(1)
    .split("&")
    .filter((part) => part && !keys.includes(part.split("=")[0]));
  if (visitor) others.push(`${keys[0]}=${visitor}`);
  const query = others.length ? `?${others.join("&")}` : "";
  if (query === location.search) return;
  history.replaceState(
    history.state,
    "",
    location.pathname + query + location.hash,
  );
}

export default function ({ data, setTriggerValue }) {
  const [{ visitor, settled, language, cookies, addressKeys }] = data;
  document.documentElement.lang = language;
  const found = stored();
  if (settled || !found || found === visitor) store(visitor, cookies);
  else setTriggerValue("stored", found);
  // Streamlit's own cookie, without which it takes no file: widget_words.css says so.
  document.documentElement.toggleAttribute(
    "data-no-cookies",
    !/(^|; )_streamlit_xsrf=/.test(document.cookie),
  );
  writeAddress(addressKeys, stored() ? null : visitor);
}
