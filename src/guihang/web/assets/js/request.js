// Requests to the own server: CSRF token, lost network and ended session told apart.

// Browsers refuse larger bodies that should outlive the page (64 kB, and a Chinese character is three bytes).
const KEEPALIVE_LIMIT = 20000;

const meta = () => document.querySelector('meta[name="csrf-token"]');
export const csrfToken = () => meta()?.content || "";
const userHere = () => document.body.dataset.user || "";

async function attempt(method, url, body, keepalive) {
  const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
  const text = body === undefined ? undefined : JSON.stringify(body);
  if (text) headers["Content-Type"] = "application/json";
  return fetch(url, {
    method, headers, body: text, credentials: "same-origin", redirect: "manual", cache: "no-store",
    keepalive: keepalive && (text || "").length < KEEPALIVE_LIMIT,
  });
}

/**
 * After a new log-in in another tab the token on this page is stale. Take the one of a fresh copy
 * of this page, unless another person has logged in: then nothing of this page may be sent.
 */
async function freshToken() {
  const answer = await fetch(location.href, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  if (!token || (page.body.dataset.user || "") !== userHere()) return false;
  meta().content = token;
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
  return true;
}

const ended = (answer) => answer.type === "opaqueredirect" || answer.status === 401;

/**
 * Send JSON. Answers {state, body}: state is "ok", "none" (nothing there), "offline" (no answer),
 * "expired" (the session ended) or "refused" (the server said no for another reason).
 */
export async function send(method, url, body, { keepalive = false } = {}) {
  try {
    let answer = await attempt(method, url, body, keepalive);
    if (answer.status === 403 && !keepalive && await freshToken()) answer = await attempt(method, url, body, false);
    if (ended(answer) || answer.status === 403) return { state: "expired" };
    if (answer.status === 404 || (method === "GET" && answer.status === 204)) return { state: "none" };
    if (answer.status >= 502 && answer.status <= 504) return { state: "offline" };
    if (!answer.ok) return { state: "refused" };
    return { state: "ok", body: answer.status === 204 ? null : await answer.json().catch(() => null) };
  } catch {
    return { state: "offline" };
  }
}
