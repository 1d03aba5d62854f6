/** Return where the app begins, with a slash at the end, by where its script is from. */
function appRoot() {
  const own = document.querySelector('script[src*="static/js/"]').src;
  return own.slice(0, own.indexOf("static/js/"));
}
