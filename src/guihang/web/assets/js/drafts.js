// Half-filled forms survive a closed tab, a lost network and an ended session.
//   <form data-draft="key">        saved while typing: on the server, and sealed on this device
//   data-bound                     the server sent the form back with errors: show it as it came
//   [data-draft-done="key"]        anywhere on the page after a success: forget the local copy
//   [data-logout]                  link or form that logs out: wipe this device first
// Server: PUT {fields} and DELETE; GET answers {fields} or {} when there is none.
import { differs, read, write } from "./fields.js";
import { release } from "./once.js";
import { send } from "./request.js";
import { forget, keep, kept, prune, wipe } from "./store.js";
import { element, icon, say } from "./words.js";

const PAUSE = 800;
const RETRY = 15000;
// Stored among the fields: newest is then decided by one clock, that of the device that typed.
const SAVED_AT = "_saved_at";
const user = () => document.body.dataset.user || "";
const address = (key) => `${document.body.dataset.drafts || "/drafts/"}${encodeURIComponent(key)}`;
const open = new Map();

class Draft {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.draft;
    this.start = read(form);
    this.typed = this.dirty = this.behind = this.sending = this.waiting = this.restoring = false;
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  touched() {
    if (this.restoring || this.sending) return;
    if (this.waiting) {
      this.waiting = false;
      this.say(say("内容有改动，请再次提交", "You changed something: submit again"), "warn");
    }
    this.typed = this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** Save here and on the server; resolves to the state of `send`. */
  async save(options) {
    clearTimeout(this.timer);
    this.dirty = false;
    const now = Date.now();
    const draft = { fields: { ...read(this.form), [SAVED_AT]: String(now) }, saved_at: now };
    const turn = (this.turn = Symbol());
    // Both at once: when the page is going away there is no second turn.
    const sent = send("PUT", address(this.key), { fields: draft.fields }, options);
    const [{ state }, here] = await Promise.all([sent, keep(user(), this.key, draft, false)]);
    // A later save is already under way: its outcome counts, not this one.
    if (turn !== this.turn) return state;
    this.behind = state !== "ok";
    if (state === "ok") await keep(user(), this.key, draft, true);
    this.tell(state, here);
    return state;
  }

  tell(state, here) {
    const time = new Date().toTimeString().slice(0, 5);
    if (state === "ok") {
      this.notice("trouble");
      if (!this.waiting) this.say(say(`已自动保存 ${time}`, `Saved ${time}`));
    } else if (state === "offline") {
      this.say(here ? say("网络中断，内容已保存在本机", "No network: kept on this device")
        : say("网络中断，请不要关闭此页", "No network: keep this page open"), "warn");
    } else if (state === "expired") {
      this.say(say("登录已过期", "Your session has ended"), "warn");
      this.askForLogin();
    } else this.say(say("暂时无法自动保存", "Could not save while you type"), "warn");
  }

  /** Log in beside this page and come back: nothing typed is lost, even without local storage. */
  askForLogin() {
    const link = element("a", { href: location.href, target: "_blank", rel: "opener" }, say("在新标签页登录", "Log in in a new tab"));
    this.notice("trouble", "warn", icon("lock"), say("登录已过期，内容仍在此页。", "Your session has ended; what you typed is still here."), link,
      say("登录后回到此页继续。", "Then come back to this page."));
  }

  say(text, tone = "") {
    const place = this.form.querySelector("[data-draft-status]");
    if (!place) return;
    place.textContent = text;
    place.dataset.tone = tone;
  }

  /** Show, or with no parts remove, one notice above the form. */
  notice(name, tone = "", ...parts) {
    this.form.querySelector(`[data-notice="${name}"]`)?.remove();
    if (!parts.length) return;
    const box = element("div", { class: `notice ${tone}`, "data-notice": name, role: "status" }, ...parts);
    this.form.prepend(box);
  }

  async restore() {
    if (this.form.hasAttribute("data-bound")) return;
    const [remote, local] = await Promise.all([send("GET", address(this.key)), kept(user(), this.key)]);
    const draft = await this.newest(remote, local);
    if (!draft?.fields || this.typed || this.sending || !differs(draft.fields, this.start)) return;
    this.put(draft.fields);
    const discard = element("button", { type: "button", class: "btn btn-sm btn-light", click: () => this.discard() }, say("放弃", "Discard"));
    const when = new Date(Number(draft.fields[SAVED_AT]) || Date.now()).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    this.notice("restored", "", icon("history"), say(`已恢复未提交的内容(${when})`, `Restored what you typed (${when})`), discard);
    if (draft === local) this.save();
  }

  async newest(remote, local) {
    const there = remote.state === "ok" && remote.body?.fields ? remote.body : null;
    if (there) return local && !local.synced && local.saved_at > Number(there.fields[SAVED_AT] || 0) ? local : there;
    // The server had this draft and has it no more: it was submitted or thrown away elsewhere.
    if ((remote.state === "ok" || remote.state === "none") && local?.synced) {
      await forget(user(), this.key);
      return null;
    }
    return local;
  }

  put(fields) {
    this.restoring = true;
    write(this.form, fields);
    this.restoring = false;
  }

  discard() {
    clearTimeout(this.timer);
    this.dirty = false;
    this.put(this.start);
    this.notice("restored");
    this.say("");
    forget(user(), this.key);
    send("DELETE", address(this.key));
  }

  async submitted(event) {
    if (event.defaultPrevented || [...this.form.attributes].some((one) => /^(data-)?hx-/.test(one.name))) return;
    event.preventDefault();
    this.button(event.submitter);
    await this.deliver();
  }

  /** Saving first tells whether the network and the session are there before the page is left. */
  async deliver() {
    this.waiting = false;
    clearTimeout(this.retry);
    const state = await this.save();
    if (state === "offline") return this.hold();
    release(this.form, state !== "expired");
    if (state === "expired") return undefined;
    this.sending = true;
    return this.form.submit();
  }

  /** The entry id travels with the form, so a second delivery of the same thing changes nothing. */
  hold() {
    release(this.form);
    this.waiting = true;
    this.say(say("网络中断，内容已保存，恢复后自动提交", "No network: kept, and sent as soon as it is back"), "warn");
    this.retry = setTimeout(() => this.waiting && this.deliver(), RETRY);
  }

  /** form.submit() leaves out the pressed button; its name may matter. */
  button(pressed) {
    this.form.querySelector("[data-pressed]")?.remove();
    if (!pressed?.name) return;
    this.form.append(element("input", { type: "hidden", "data-pressed": "", "data-no-draft": "1", name: pressed.name, value: pressed.value }));
  }
}

function adopt() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (open.has(form)) continue;
    const draft = new Draft(form);
    open.set(form, draft);
    draft.restore();
  }
  for (const form of open.keys()) if (!form.isConnected) open.delete(form);
}

/** Save what is typed but not yet saved; used before the page goes away. */
export async function flush(options = { keepalive: true }) {
  await Promise.all([...open.values()].filter((draft) => draft.dirty && !draft.sending).map((draft) => draft.save(options)));
}

/** The network or the session is back: send what waits, save what the server does not have yet. */
function catchUp() {
  for (const draft of open.values()) {
    if (draft.waiting) draft.deliver();
    else if (draft.behind && !draft.sending) draft.save();
  }
}

async function leave(event) {
  const target = event.target.closest?.("[data-logout]");
  const isForm = target?.tagName === "FORM";
  if (!target || isForm !== (event.type === "submit")) return;
  event.preventDefault();
  await Promise.race([flush().then(() => wipe(user())), new Promise((done) => setTimeout(done, 1500))]);
  if (isForm) target.submit();
  else location.assign(target.href);
}

export async function startDrafts() {
  for (const done of document.querySelectorAll("[data-draft-done]")) await forget(user(), done.dataset.draftDone);
  await prune(Date.now());
  adopt();
  document.addEventListener("htmx:after:swap", adopt);
  document.addEventListener("submit", leave);
  document.addEventListener("click", leave);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
    else catchUp();
  });
  window.addEventListener("pagehide", () => flush());
  window.addEventListener("online", catchUp);
}
