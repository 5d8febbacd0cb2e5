// Parts that are asked for again and again: what is unchanged is not sent, and what somebody types is left alone.
const versions = new Map();
// How many steps were taken, and after how many of them each request was sent.
let steps = 0;
const asked = new WeakMap();

const place = (event) => {
  const { verb, path } = event.detail.requestConfig ?? event.detail;
  return event.detail.elt.matches("[data-live]") && verb === "get" ? path : null;
};

document.addEventListener("htmx:configRequest", (event) => {
  const version = versions.get(place(event));
  if (version) event.detail.headers["If-None-Match"] = version;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const path = place(event);
  const { xhr, requestConfig } = event.detail;
  if (path && asked.get(xhr) !== steps) {
    event.detail.shouldSwap = false;
  } else if (path) {
    versions.set(path, xhr.getResponseHeader("ETag"));
  } else if (requestConfig.verb !== "get") {
    // The page shows something else now than the version we would name.
    versions.clear();
    for (const told of document.querySelectorAll("[data-stands]")) delete told.dataset.stands;
    for (const part of [requestConfig.elt, ...requestConfig.elt.querySelectorAll("[data-typed], [data-echoed]")]) {
      delete part.dataset.typed;
      delete part.dataset.echoed;
    }
    // Who has sent a form is done with its field: keys are heard again, and it is emptied with the rest.
    if (xhr.status < 400 && requestConfig.elt.matches("form") && requestConfig.elt.contains(document.activeElement)) {
      document.activeElement.blur();
    }
  }
});

// A poll that was on its way while somebody pressed a button would bring back what was before.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb !== "get") steps += 1;
  asked.set(event.detail.xhr, steps);
  const polls = event.target.matches("[data-live]");
  if (polls && event.target.querySelector(".htmx-request")) event.preventDefault();
});

// What was refused is put right where it is wrong.
const WRONG = "fieldset:has(> .invalid-feedback)";
const faulty = () =>
  document.querySelector(`[aria-invalid=true], ${WRONG} input:checked`) ??
  document.querySelector(`${WRONG} label:not([hidden]) > input:enabled`);
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  // Last of all: until then the form may still show what doesn't go together.
  if (detail.xhr?.status === 422) queueMicrotask(() => faulty()?.focus());
});

document.addEventListener("input", (event) => {
  const container = event.target.closest("[data-draft], form");
  if (container) container.dataset.typed = "";
});

// idiomorph leaves out the value and all content of the focused element: right for a field, but a pressed button must go on.
Object.defineProperty(Idiomorph.defaults, "ignoreActiveValue", {
  enumerable: true,
  get: () => document.activeElement?.matches("input, textarea, select"),
});
Idiomorph.defaults.callbacks.beforeNodeMorphed = (old) =>
  !(old instanceof Element && old.matches("[data-typed], [data-echoed], [data-stands], [data-unmorphed]"));
// What a step was answered with stands until the next step, whatever is asked for again meanwhile.
Idiomorph.defaults.callbacks.beforeNodeRemoved = (old) => !(old instanceof Element && old.matches("[data-stands]"));
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === "open" && node.matches("details"));
