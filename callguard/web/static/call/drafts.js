// What is typed on a call is kept in this tab until the server has it: a reload or a crash loses nothing.
const fieldsOf = (draft) =>
  [...draft.querySelectorAll("textarea, select, input:not([type=hidden], [type=radio], [type=checkbox])")].filter(
    (field) => field.name && field.closest("[data-draft]") === draft,
  );

const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "{}");

const save = (draft) => {
  const kept = Object.fromEntries(fieldsOf(draft).map((field) => [field.name, field.value]));
  sessionStorage.setItem(draft.dataset.draft, JSON.stringify(kept));
};

const restore = (draft) => {
  if (draft.dataset.restored) return;
  draft.dataset.restored = "yes";
  // What the server sent back with its faults is newer than what was kept.
  if ("echoed" in draft.dataset) return save(draft);
  const kept = read(draft.dataset.draft);
  for (const field of fieldsOf(draft)) {
    if (field.name in kept && kept[field.name] !== field.value) {
      field.value = kept[field.name];
      draft.dataset.typed = "";
    }
  }
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

document.addEventListener("input", (event) => {
  const draft = event.target.closest("[data-draft]");
  if (draft) save(draft);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = requestConfig.elt;
  if (requestConfig.verb === "get" || xhr.status >= 400 || !form.matches("form")) return;
  for (const draft of [form, ...form.querySelectorAll("[data-draft]")]) {
    if (draft.dataset.draft) sessionStorage.removeItem(draft.dataset.draft);
  }
});

// An answer with HX-Redirect is not swapped in.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!xhr.getResponseHeader("HX-Redirect") || !requestConfig.elt.matches("[data-outcome]")) return;
  for (const draft of document.querySelectorAll("[data-draft]")) sessionStorage.removeItem(draft.dataset.draft);
});

document.addEventListener("htmx:afterSettle", look);
look();
