// Who has dialled owes an outcome: leaving with something typed asks once more, our own steps don't.
let staying = false;

document.addEventListener("click", (event) => {
  staying = event.target.closest("[data-stays], [type=submit], button") !== null;
});
const goesOn = () => {
  staying = false;
};
// Before keys.js hears the same key: what it presses is a click of its own.
document.addEventListener("keydown", goesOn, true);
document.addEventListener("input", goesOn);
// Wherever the answer to a step leads, the step is done.
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (detail.xhr.getResponseHeader("HX-Redirect")) staying = true;
});

addEventListener("beforeunload", (event) => {
  const owes = document.querySelector("#call[data-owes]");
  if (owes && !staying && document.querySelector("[data-typed]")) event.preventDefault();
});
