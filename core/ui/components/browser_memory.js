// Stores whose work a visit shows, in a cookie and, for when a proxy or a frame keeps
// cookies from arriving, in the browser's own storage. Clears the address of it.

const NAME = "trazo_visitor";

function stored() {
  const cookie = document.cookie.match(/(?:^|; )trazo_visitor=([0-9a-f]{32})/);
  if (cookie) return cookie[1];
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

function store(visitor, cookies) {
  for (const cookie of cookies) document.cookie = cookie;
  try {
    localStorage.setItem(NAME, visitor);
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
  const query = others.length ? "?" + others.join("&") : "";
  if (query === location.search) return;
  history.replaceState(
    history.state,
    "",
    location.pathname + query + location.hash,
  );
}

export default function ({ data, setTriggerValue }) {
  const { visitor, settled, language, cookies, addressKeys } = data;
  document.documentElement.lang = language;
  const found = stored();
  if (settled || !found || found === visitor) store(visitor, cookies);
  else setTriggerValue("stored", found);
  writeAddress(addressKeys, stored() ? null : visitor);
}
