// Shows what a camera sees, and sends one picture of it when the button is pressed. The
// camera is on only while its picture is on the page.

/** Why a browser gave no camera, by the name of its error; the page has words for each. */
const REASONS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};
const JPEG_QUALITY = 0.9;
// Phones and tablets have one on each side; the paper is in front of the rear one.
const REAR = { facingMode: { ideal: "environment" } };

/** What is remembered of each camera on the page, between two calls for it. */
const views = new WeakMap();

function part(view, name) {
  return view.root.querySelector(`.${name}`);
}

function draw(view) {
  const { phase, reason, stream, cameras, data } = view;
  const { words } = data;
  const video = part(view, "live");
  const photo = part(view, "photo");
  const said = part(view, "said");
  const shutter = part(view, "shutter");
  const other = part(view, "other");

  part(view, "label").textContent = data.label;
  part(view, "hint").textContent = data.hint;
  view.root.setAttribute("aria-label", data.label);
  video.setAttribute("aria-label", words.live);
  // Safari plays no video that is hidden, and a black one is no picture yet.
  video.hidden = !stream;
  if (phase === "taken" && data.still && data.still !== view.still) {
    // Taken on another page, or turned since then.
    view.still = data.still;
    photo.src = `data:image/jpeg;base64,${data.still}`;
  }
  photo.alt = words.photo;
  photo.hidden = phase !== "taken" || !photo.src;

  said.textContent = {
    // It asks once, and not for each camera.
    asking: stream || view.name ? "" : words.asking,
    // Which one it is, once there is a choice.
    live: cameras.length > 1 ? view.name : "",
    taken: "",
    failed: words[reason],
  }[phase];
  said.classList.toggle("failed", phase === "failed");

  shutter.textContent = {
    asking: words.take,
    live: words.take,
    taken: words.again,
    failed: words.retry,
  }[phase];
  // Not `disabled`: the keyboard would lose its place.
  shutter.setAttribute("aria-disabled", phase === "asking");
  // Nothing that a visitor can do there turns http into https.
  shutter.hidden = phase === "failed" && reason === "insecure";
  other.textContent = words.other;
  other.hidden = phase === "taken" || cameras.length < 2;
}

function change(view, phase, reason) {
  Object.assign(view, { phase, reason });
  draw(view);
}

function stop(view) {
  view.turn += 1;
  view.stream?.getTracks().forEach((track) => track.stop());
  view.stream = undefined;
  part(view, "live").srcObject = null;
}

/** Return whether this page is part of a page of another site, which may keep cameras. */
function isFramed() {
  try {
    return !window.top.location.href;
  } catch {
    return true;
  }
}

function fail(view, error) {
  stop(view);
  const reason = REASONS[error?.name] ?? "failed";
  change(view, "failed", reason === "denied" && isFramed() ? "framed" : reason);
}

/** Ask for a camera, and show what it sees.
 *  @param wanted Constraints that say which. */
async function start(view, wanted) {
  stop(view);
  const { turn } = view;
  const isOvertaken = () => view.turn !== turn;
  // Browsers hide it from pages that anybody on the way could have changed.
  if (!navigator.mediaDevices?.getUserMedia) {
    change(view, "failed", window.isSecureContext ? "none" : "insecure");
    return;
  }
  change(view, "asking");
  try {
    const { side } = view.data;
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { ...wanted, width: { ideal: side }, height: { ideal: side } },
    });
    if (isOvertaken()) {
      stream.getTracks().forEach((track) => track.stop());
      return;
    }
    view.stream = stream;
    const [track] = stream.getVideoTracks();
    // Another program took it, or its plug was pulled.
    track.onended = () => {
      if (!isOvertaken()) fail(view);
    };
    view.name = track.label;
    view.device = track.getSettings().deviceId ?? view.device;
    draw(view);
    const video = part(view, "live");
    video.srcObject = stream;
    await video.play();
    // Before the first permission a browser does not say how many there are.
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (isOvertaken()) return;
    view.cameras = devices
      .filter((device) => device.kind === "videoinput")
      .map((device) => device.deviceId);
    change(view, "live");
  } catch (error) {
    if (!isOvertaken()) fail(view, error);
  }
}

/** Go on to the next camera; after one that does not open, to the one after that. */
function switchCamera(view) {
  const { cameras } = view;
  const place = (cameras.indexOf(view.device) + 1) % cameras.length;
  view.device = cameras[place];
  start(view, { deviceId: { exact: view.device } });
}

function takePhoto(view) {
  const video = part(view, "live");
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, view.data.side / Math.max(videoWidth, videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(scale * videoWidth);
  canvas.height = Math.round(scale * videoHeight);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  const photo = canvas.toDataURL("image/jpeg", JPEG_QUALITY);
  part(view, "photo").src = photo;
  stop(view);
  change(view, "taken");
  view.send("photograph", photo.slice(photo.indexOf(",") + 1));
}

function press(view) {
  if (view.phase === "live") {
    takePhoto(view);
  } else if (view.phase === "taken") {
    part(view, "photo").removeAttribute("src");
    view.send("again", true);
    start(view, view.device ? { deviceId: { ideal: view.device } } : REAR);
  } else if (view.phase === "failed") {
    start(view, REAR);
  }
}

function made(root, data) {
  const view = { root, data, phase: "asking", cameras: [], turn: 0 };
  part(view, "shutter").onclick = () => press(view);
  part(view, "other").onclick = () => switchCamera(view);
  if (data.taken) {
    view.phase = "taken";
  } else {
    start(view, REAR);
  }
  return view;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".trazo-camera");
  if (!views.has(root)) views.set(root, made(root, data));
  const view = views.get(root);
  Object.assign(view, { data, send: setTriggerValue });
  draw(view);
  return () => {
    // Streamlit also calls this for a call that a later one has overtaken.
    if (root.isConnected) return;
    stop(view);
    views.delete(root);
  };
}
