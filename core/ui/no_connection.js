// Says that the page has no connection to the server, as long as it is so. It is served
// with the page itself: everything else that a page says arrives by that connection.
// `WORDS` is set before it: a sentence for each language.
{
  const PATIENCE_MILLISECONDS = 10_000;
  const LOOK_MILLISECONDS = 500;
  let lostSince = null;
  let wasConnected = false;
  let line = null;

  const isConnected = () =>
    document.querySelector('[data-test-connection-state="CONNECTED"]') !== null;

  // A page that was connected has the visitor's own choice.
  function language() {
    const wishes = wasConnected
      ? [document.documentElement.lang]
      : [
          new URLSearchParams(location.search).get("lang"),
          ...navigator.languages,
        ];
    const known = wishes.map((wish) => (wish ?? "").split("-")[0].toLowerCase());
    return known.find((name) => name in WORDS) ?? "en";
  }

  function say() {
    line = document.createElement("div");
    line.id = "no-connection";
    line.lang = language();
    line.setAttribute("role", "alert");
    line.style.cssText =
      "position:fixed;inset:auto 0 0 0;z-index:2147483647;padding:1rem;" +
      "font:1rem/1.4 sans-serif;color:#22252b;background:#ffe9a8;" +
      "border-top:1px solid #7a5c00";
    document.body.append(line);
    line.textContent = WORDS[line.lang];
  }

  setInterval(() => {
    if (isConnected()) {
      wasConnected = true;
      lostSince = null;
      line?.remove();
      line = null;
      return;
    }
    lostSince ??= performance.now();
    const patient = performance.now() - lostSince < PATIENCE_MILLISECONDS;
    if (!line && !patient) say();
  }, LOOK_MILLISECONDS);
}
