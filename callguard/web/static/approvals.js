// The senior's board: Enter in a field offers the amount or leads back to the letters, and a decided card hands the focus on.
(() => {
  const requests = () => [...document.querySelectorAll("[data-request]")];
  const current = () => document.activeElement?.closest("[data-request]");

  // Words alone decide nothing: only a letter, or an amount, says what becomes of the request.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || !event.target.matches("[data-request] input")) return;
    event.preventDefault();
    const card = current();
    if (card.querySelector("[data-counter]").value) card.querySelector("[data-fill]").click();
    else if (!event.target.matches("[data-counter]")) card.focus();
  });

  // A card that was decided gives the focus to the next one, if it had it.
  let decided = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const card = event.detail.target.closest("[data-request]");
    if (card) decided = card === current() || document.activeElement === document.body ? card.id : null;
  });
  document.addEventListener("htmx:afterSettle", ({ target: card }) => {
    if (card.id !== decided) return;
    decided = null;
    if (card.contains(document.activeElement)) return;
    const open = requests().filter((one) => one.querySelector("[data-row-key]"));
    const next = open.find((one) => card.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    // Behind the last one there is none: whoever has decided it sees what became of it.
    (card.querySelector("[data-row-key]") ? card : next ?? card).focus();
  });

  requests()[0]?.focus({ preventScroll: true });
})();
