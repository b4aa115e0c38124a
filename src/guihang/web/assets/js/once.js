// A double click sends once: the form is marked, later submits are swallowed, the button spins.

const buttons = (form) => form.querySelectorAll('button:not([type="button"]):not([type="reset"])');

function mark(form, busy) {
  if (busy) form.dataset.sending = "";
  else delete form.dataset.sending;
  for (const button of buttons(form)) {
    button.setAttribute("aria-busy", busy);
    button.classList.toggle("disabled", busy);
  }
}

/** Let the form be sent again, or (busy) keep it closed while the next page comes. */
export const release = (form, busy = false) => mark(form, busy);

export function startOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-many")) return;
    if ("sending" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else mark(form, true);
  }, true);
  // Back from the next page, or an answer that came by htmx: open again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => mark(form, false)));
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest?.("form[data-sending]");
    if (form) mark(form, false);
  });
}
