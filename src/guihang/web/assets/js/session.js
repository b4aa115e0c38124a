// The end of a session is told before it comes, and the page leaves when it is there: nobody who
// passes an unattended screen should read it. What was typed is kept as a draft while typing.
import { csrfToken } from "./request.js";
import { icon, element, say } from "./words.js";

const WARNING = 120, KEY = "guihang-seen";
const seconds = () => Date.now() / 1000;

/** The moment at which some tab of this browser last asked the server for something. */
function lastSeen() {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}
function see() {
  try {
    localStorage.setItem(KEY, String(seconds()));
  } catch {
    // Without storage each tab counts for itself.
  }
}

let opened = 0;

/** End the session on the server too, or the door would open by itself. */
function leave() {
  const back = `/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
  const form = element("form", { method: "post", action: "/logout/", hidden: "" },
    element("input", { name: "csrfmiddlewaretoken", value: csrfToken() }), element("input", { name: "next", value: back }));
  document.body.append(form);
  form.submit();
}

async function stay(box) {
  const answer = await fetch("/session/", { credentials: "same-origin", redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    opened = seconds();
    see();
    box.remove();
  } else if (answer) location.reload();
}

function warn(idle) {
  let box = document.querySelector("[data-session-warning]");
  if (box) return;
  const said = idle
    ? say("很久没有操作，2 分钟后将自动退出。没写完的内容会保留。", "Not used for a while: you will be signed out in two minutes. What you typed is kept.")
    : say("登录即将满 10 小时，2 分钟后将自动退出。没写完的内容会保留。", "Ten hours are nearly over: you will be signed out in two minutes. What you typed is kept.");
  box = element("div", { class: "notice warn session-warning", role: "alert", "data-session-warning": "" }, icon("clock-exclamation"), element("span", {}, said));
  if (idle) box.append(element("button", { type: "button", class: "btn btn-sm btn-primary", click: () => stay(box) }, say("继续使用", "Stay signed in")));
  document.body.append(box);
}

export function startSession() {
  const { idle, ends } = document.body.dataset;
  if (!idle) return;
  opened = seconds();
  see();
  // The server counts requests; drafts that are saved while typing are requests too.
  const fetched = window.fetch;
  window.fetch = (...given) => {
    opened = seconds();
    see();
    return fetched(...given);
  };
  const watch = setInterval(() => {
    const left = Math.max(opened, lastSeen()) + Number(idle) - seconds(), whole = Number(ends) - seconds();
    if (left < 0 || whole < 0) {
      clearInterval(watch);
      leave();
    }
    else if (Math.min(left, whole) < WARNING) warn(left < whole);
    else document.querySelector("[data-session-warning]")?.remove();
  }, 5000);
}
