// Who has dialled owes an outcome: leaving with something typed asks once more, our own steps don't.
let staying = false;

document.addEventListener("click", (event) => {
  staying = event.target.closest("[data-stays], [type=submit], button") !== null;
});
document.addEventListener("keydown", () => {
  staying = false;
});

addEventListener("beforeunload", (event) => {
  const owes = document.querySelector("#call[data-owes]");
  if (owes && !staying && document.querySelector("[data-typed]")) event.preventDefault();
});
