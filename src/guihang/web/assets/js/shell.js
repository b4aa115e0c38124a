// The frame: drawer on phones, menus, text size, quick exit, print, error summary.
import { flush } from "./drafts.js";
import { csrfToken } from "./request.js";
import { wipe } from "./store.js";
import { setCookie } from "./words.js";

const soon = (ms) => new Promise((done) => setTimeout(done, ms));

function drawer(open) {
  const side = document.getElementById("sidebar");
  if (!side) return;
  side.classList.toggle("open", open);
  for (const button of document.querySelectorAll("[data-drawer]")) button.setAttribute("aria-expanded", open);
  if (open) side.querySelector("a")?.focus();
}
const isOpen = () => document.getElementById("sidebar")?.classList.contains("open");

/**
 * Leave at once: blank the page first, then save, wipe and end the session. Nobody beside the screen
 * should see more than a moment of it. Without script the form still does its work.
 */
async function quickExit(form) {
  document.documentElement.hidden = true;
  document.title = " ";
  await Promise.race([flush().then(() => wipe(document.body.dataset.user)), soon(500)]);
  const left = fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
  const gone = await Promise.race([left.then((answer) => answer.ok, () => false), soon(2000)]);
  if (gone) location.replace(form.action); // the page that was open is no longer behind this one
  else form.submit();
}

function textSize(button) {
  const large = document.documentElement.classList.toggle("text-large");
  setCookie("text_size", large ? "large" : "normal");
  for (const other of document.querySelectorAll("[data-text-size]")) other.setAttribute("aria-pressed", large);
  button.focus();
}

function toggleSearch(button) {
  const search = document.querySelector(".topbar .search");
  const open = search.classList.toggle("open");
  button.setAttribute("aria-expanded", open);
  if (open) search.querySelector("input").focus();
}

/** A link of the error summary goes to the control itself, not only to its box. */
function toField(link) {
  const box = document.getElementById(link.hash.slice(1));
  box?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

const ACTS = [
  ["[data-drawer]", () => drawer(!isOpen())],
  ["[data-text-size]", textSize],
  ["[data-search]", toggleSearch],
  ["[data-print]", () => window.print()],
  [".error-summary a", toField],
];

function clicked(event) {
  for (const [selector, act] of ACTS) {
    const found = event.target.closest(selector);
    if (found) {
      event.preventDefault();
      act(found);
      return;
    }
  }
  if (isOpen() && !event.target.closest("#sidebar")) drawer(false);
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
}

function escaped(event) {
  if (event.key !== "Escape") return;
  if (isOpen()) {
    drawer(false);
    document.querySelector("[data-drawer]")?.focus();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
}

/** Write down that a page goes on paper; printing by the keyboard passes here too. */
function printed() {
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrfToken(), page: location.pathname });
  if (document.body.dataset.user) navigator.sendBeacon("/printed/", body);
}

export function startShell() {
  window.addEventListener("beforeprint", printed);
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", escaped);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-quick-exit]")) return;
    event.preventDefault();
    quickExit(event.target);
  });
  document.querySelector(".error-summary")?.focus();
  for (const strip of document.querySelectorAll(".journey-scroll")) {
    const today = strip.querySelector(".today-line");
    if (today) strip.scrollLeft = today.getBoundingClientRect().left - strip.getBoundingClientRect().left - strip.clientWidth / 2;
  }
}
