// What the agent looks for is on the screen: their call in the list, the step they are at, what was wrong with a form.
const narrow = matchMedia("(width < 56rem)");

const show = (selector, block = "nearest") => document.querySelector(selector)?.scrollIntoView({ block });

const showStep = () => show("#stepper:has([aria-current])", narrow.matches ? "start" : "nearest");

// What was left out wants a reason; on a telephone the words come first.
const showStepTaken = () => {
  showStep();
  if (!narrow.matches) show("#skips");
};

// Once: after that the list is where the agent has scrolled it to.
document.addEventListener("htmx:load", function first() {
  if (!document.querySelector("#pane-list[data-live]")) return;
  document.removeEventListener("htmx:load", first);
  show(".pane-lines [aria-current]");
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { requestConfig } = event.detail;
  if (requestConfig?.verb !== "post") return;
  // What is put to the customer is spoken of beside the step, from wherever it was offered.
  if (requestConfig.path.endsWith("/offers")) showStep();
  // The message may stand below several fields: last of all the field itself.
  show(":is(.pane-call, .practice-agent) :is(.invalid-feedback, .lower-warning)");
  show(":is(.pane-call, .practice-agent) .is-invalid");
  if (requestConfig.path.endsWith("/step")) showStepTaken();
  if (requestConfig.path.endsWith("/permit")) show("#revealed");
});
// A key that is quicker than the scripts takes its step by a page of its own.
showStepTaken();
