// What every page loads. Charts come as a chunk of their own, and only where a page has one.
import "htmx.org/dist/htmx.esm.js";
import { csrfToken } from "./request.js";
import { startDrafts } from "./drafts.js";
import { startKeys } from "./keys.js";
import { startOnce } from "./once.js";
import { startPasskeys } from "./passkey.js";
import { startSession } from "./session.js";
import { startShell } from "./shell.js";

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = csrfToken();
});

const drawCharts = async () => {
  if (document.querySelector("[data-chart]")) (await import("./charts.js")).drawAll();
};

startShell();
startOnce();
startKeys();
startPasskeys();
startSession();
startDrafts();
drawCharts();
document.addEventListener("htmx:after:swap", drawCharts);
// Needs a secure context; without it the browser shows its own page.
navigator.serviceWorker?.register("/worker.js").catch(() => {});
document.documentElement.classList.add("ready");
