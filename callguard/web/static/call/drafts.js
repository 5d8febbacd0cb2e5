// What is typed on a call is kept in this browser until the server has it: a reload or a crash loses nothing, and every
// tab with the same call shows the same. After a day it is gone, and at signing out (app.js).
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;
const MINE = `draft/${document.body.dataset.user}/`;

const fieldsOf = (draft) =>
  [...draft.querySelectorAll("textarea, select, input:not([type=hidden])")].filter(
    (field) => field.name && !field.disabled && field.closest("[data-draft]") === draft,
  );

const read = (key) => JSON.parse(localStorage.getItem(MINE + key) ?? "{}").typed ?? {};
const forget = (draft) => localStorage.removeItem(MINE + draft.dataset.draft);

const save = (draft) => {
  const typed = {};
  for (const field of fieldsOf(draft)) {
    if (field.type === "checkbox") typed[field.name] = field.checked;
    else if (field.type !== "radio" || field.checked) typed[field.name] = field.value;
  }
  localStorage.setItem(MINE + draft.dataset.draft, JSON.stringify({ at: Date.now(), typed }));
};

// Whether the field said something else before.
const fill = (field, kept) => {
  const part = ["radio", "checkbox"].includes(field.type) ? "checked" : "value";
  const wanted = field.type === "radio" ? field.value === kept : kept;
  const differs = field[part] !== wanted;
  field[part] = wanted;
  return differs;
};

const fillIn = (draft) => {
  const kept = read(draft.dataset.draft);
  const filled = fieldsOf(draft).filter((field) => field.name in kept && fill(field, kept[field.name]));
  if (filled.length) draft.dataset.typed = "";
};

const restore = (draft) => {
  if (draft.dataset.restored) return;
  draft.dataset.restored = "yes";
  // What the server sent back with its faults is newer than what was kept.
  if ("echoed" in draft.dataset) save(draft);
  else fillIn(draft);
};

const showKept = (panel) => {
  const { note } = read(panel.dataset.kept);
  panel.hidden = !note;
  panel.querySelector("textarea").value = note ?? "";
};

const look = () => {
  document.querySelectorAll("[data-draft]").forEach(restore);
  document.querySelectorAll("[data-kept]").forEach(showKept);
};

const sweep = () => {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("draft/") && Date.now() - JSON.parse(localStorage.getItem(key)).at > KEPT_FOR_MS) localStorage.removeItem(key);
  }
};

document.addEventListener("input", (event) => {
  const draft = event.target.closest("[data-draft]");
  if (draft) save(draft);
});

// Typed in another tab.
addEventListener("storage", ({ key, newValue }) => {
  if (!key?.startsWith(MINE) || newValue === null) return;
  for (const draft of document.querySelectorAll(`[data-draft="${CSS.escape(key.slice(MINE.length))}"]`)) {
    fillIn(draft);
    draft.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.dispatchEvent(new Event("phrases:look"));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = requestConfig.elt;
  if (requestConfig.verb === "get" || xhr.status >= 400 || !form.matches("form")) return;
  [form, ...form.querySelectorAll("[data-draft]")].filter((draft) => draft.dataset.draft).forEach(forget);
});

// An answer with HX-Redirect is not swapped in.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!xhr.getResponseHeader("HX-Redirect") || !requestConfig.elt.matches("[data-outcome]")) return;
  document.querySelectorAll("[data-draft]").forEach(forget);
});

document.addEventListener("htmx:afterSettle", look);
sweep();
look();
