// Keyboard: j/k and arrows move through a list, Enter opens (the row's own link has the focus),
// n/p turn the page, / goes to the search box, ? shows this help. Off for those who switch it off.
import { setCookie } from "./words.js";

const isOff = () => /(^|; )keys=off/.test(document.cookie);
const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable]");
const links = () => Array.from(document.querySelectorAll("table.rows a[data-row]"));

function move(step) {
  const all = links();
  if (!all.length) return false;
  const at = all.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next].focus();
  all[next].closest("tr").scrollIntoView({ block: "nearest" });
  return true;
}

function turn(rel) {
  document.querySelector(`.pager a[rel="${rel}"]`)?.click();
  return true;
}

function search() {
  const box = document.querySelector('.topbar input[type="search"]');
  if (!box) return false;
  box.closest(".search").classList.add("open");
  box.focus();
  box.select();
  return true;
}

let before = null;
function help(show) {
  const panel = document.getElementById("key-help");
  if (!panel || panel.hidden === !show) return false;
  panel.hidden = !show;
  if (show) {
    before = document.activeElement;
    panel.querySelector("[data-close-help]").focus();
  } else before?.focus();
  return true;
}

/** While the help is open Tab stays inside it. */
function trap(event, panel) {
  const inside = panel.querySelectorAll("button, input, a");
  const edge = event.shiftKey ? inside[0] : inside[inside.length - 1];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? inside[inside.length - 1] : inside[0]).focus();
}

const KEYS = {
  j: () => move(1), k: () => move(-1),
  n: () => turn("next"), p: () => turn("prev"),
  "/": search, "?": () => help(true),
};

function pressed(event) {
  const panel = document.getElementById("key-help");
  if (panel && !panel.hidden) {
    if (event.key === "Escape") help(false);
    if (event.key === "Tab") trap(event, panel);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff()) return;
  const inList = document.activeElement?.matches?.("a[data-row]");
  const act = KEYS[event.key] || (inList && { ArrowDown: KEYS.j, ArrowUp: KEYS.k }[event.key]);
  if (act?.()) event.preventDefault();
}

function clicked(event) {
  if (event.target.closest("[data-open-help]")) help(true);
  else if (event.target.closest("[data-close-help]") || event.target.id === "key-help") help(false);
  const row = event.target.closest("table.rows tr.has-link");
  if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
  const link = row.querySelector("a[data-row]");
  if (event.ctrlKey || event.metaKey) window.open(link.href);
  else link?.click();
}

export function startKeys() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  const box = document.querySelector("[data-keys]");
  if (!box) return;
  box.checked = !isOff();
  box.addEventListener("change", () => setCookie("keys", box.checked ? "on" : "off"));
}
