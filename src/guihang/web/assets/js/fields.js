// Reading what stands in a form and putting it back. Passwords, files and tokens are never read.
// A state is {name: text}; groups and lists of several values stand as JSON under "name[]".

const LEFT_OUT = new Set(["password", "file", "submit", "button", "reset", "image"]);
const ENTRY = "entry";

// Hidden fields say what the page is about and come from the page; only the submission id travels.
function readable(control) {
  if (!control.name || LEFT_OUT.has(control.type) || "noDraft" in control.dataset) return false;
  return control.type !== "hidden" || control.name === ENTRY;
}

const controls = (form) => Array.from(form.elements).filter(readable);
const isTick = (control) => control.type === "checkbox" || control.type === "radio";
const isGroup = (control) => isTick(control) || control.type === "select-multiple";

function chosen(control) {
  if (isTick(control)) return control.checked ? [control.value] : [];
  return Array.from(control.selectedOptions, (option) => option.value);
}

export function read(form) {
  const fields = {};
  const groups = {};
  for (const control of controls(form)) {
    if (isGroup(control)) (groups[`${control.name}[]`] ||= []).push(...chosen(control));
    else fields[control.name] = control.value;
  }
  for (const [name, values] of Object.entries(groups)) fields[name] = JSON.stringify(values);
  return fields;
}

function choose(control, values) {
  if (isTick(control)) control.checked = values.includes(control.value);
  else for (const option of control.options) option.selected = values.includes(option.value);
}

export function write(form, fields) {
  for (const control of controls(form)) {
    const text = fields[isGroup(control) ? `${control.name}[]` : control.name];
    if (text === undefined) continue;
    if (isGroup(control)) choose(control, JSON.parse(text));
    else control.value = text;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Whether a draft differs from a state of the form in anything that a person typed. */
export function differs(draft, state) {
  return Object.keys(state).some((name) => name !== ENTRY && name in draft && draft[name] !== state[name]);
}
