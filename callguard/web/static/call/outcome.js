// The outcome's form shows what goes together: dispositions that fit the result, a next call where one follows.
const checked = (form, name) => form.querySelector(`input[name=${name}]:checked`);

// Not every call's form has every part.
const show = (form, selector, isShown) => {
  const part = form.querySelector(selector);
  if (part) part.hidden = !isShown;
};

const talked = (form) => ["conversation", "dropped"].includes(checked(form, "result")?.value);

const fitDispositions = (form) => {
  const result = checked(form, "result")?.value;
  const fitting = [];
  for (const choice of form.querySelectorAll("[data-results]")) {
    const fits = Boolean(result) && choice.dataset.results.split(" ").includes(result);
    const radio = choice.querySelector("input");
    choice.hidden = !fits;
    if (fits) fitting.push(radio);
    else radio.checked = false;
  }
  form.querySelector("[data-no-result]").hidden = Boolean(result);
  // Who wasn't spoken to leaves little to decide: what it usually means stands first.
  const isPlain = fitting.length === 1 || !talked(form);
  if (isPlain && !checked(form, "disposition") && fitting.length) fitting[0].checked = true;
};

const fitNextCall = (form) => {
  const { next, endsNumber } = checked(form, "disposition")?.dataset ?? {};
  const again = form.querySelector("[data-call-again]");
  form.querySelector("[data-next-call]").hidden = !next || next === "none";
  again.hidden = next !== "optional";
  form.querySelector(".next-time").hidden = next === "optional" && !again.querySelector("input").checked;
  form.querySelector("[data-proposed]").hidden = next !== "proposed" || endsNumber !== undefined;
  form.querySelector("[data-other-number]").hidden = endsNumber === undefined;
  show(form, "[data-promises]", talked(form));
  show(form, "[data-rating]", checked(form, "disposition")?.value === "rated");
};

// Only who settled a case, and doesn't ring again about it, has the customer asked how it was.
const fitSurvey = (form) => {
  const closes = checked(form, "disposition")?.dataset.closes === "1";
  const again = form.querySelector("[data-call-again] input").checked;
  show(form, "[data-survey]", closes && !again);
  show(form, "[data-survey] .next-time", form.querySelector("[data-survey] input")?.checked);
};

const fit = () => {
  for (const form of document.querySelectorAll("[data-outcome]")) {
    fitDispositions(form);
    fitNextCall(form);
    fitSurvey(form);
  }
};

// Where the closing words promise an answer, it stands among the promises until the agent writes there.
const promiseAnswer = (form) => {
  const answer = form.querySelector("[data-answer]");
  if (!answer || answer.dataset.written) return;
  const field = answer.querySelector("[name$='.words']");
  const isPromised = checked(form, "disposition")?.hasAttribute("data-owes-answer");
  if (field.value !== (isPromised ? "" : answer.dataset.answer)) return;
  field.value = isPromised ? answer.dataset.answer : "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

// Whoever is dissatisfied is rung again about the matter itself, unless the agent decides otherwise.
const proposeAgain = (form, choice) => {
  if (choice.name !== "rating") return;
  form.querySelector("[name=call_again]").checked = "dissatisfied" in choice.dataset;
  fit();
};

document.addEventListener("input", (event) => {
  const answer = event.isTrusted && event.target.closest("[data-answer]");
  if (answer) answer.dataset.written = "yes";
});

// What was missing is there now, and a result that was put right has a conclusion that fits.
const putRight = (form, choice) => {
  const put = choice.name === "result" ? [choice, checked(form, "disposition")] : [choice];
  for (const one of put) one?.closest("fieldset").querySelector(":scope > .invalid-feedback")?.remove();
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-outcome]");
  if (!form) return;
  fit();
  if (event.target.type !== "radio") return;
  promiseAnswer(form);
  proposeAgain(form, event.target);
  putRight(form, event.target);
});
document.addEventListener("htmx:afterSettle", fit);
fit();

// The first thing to decide is chosen with the arrows at once; what was typed elsewhere keeps its field.
const undecided = (form) =>
  checked(form, "disposition") ??
  form.querySelector(".choice:not([hidden]) > [name=disposition]") ??
  form.querySelector("[name=result]:enabled");
for (const form of document.querySelectorAll("[data-outcome]")) {
  if (document.activeElement === document.body) undecided(form)?.focus({ preventScroll: true });
}
