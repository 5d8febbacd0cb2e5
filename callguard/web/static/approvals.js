// The senior's board: Enter in the amount offers it, and a card that was decided hands the focus on.
(() => {
  const requests = () => [...document.querySelectorAll("[data-request]")];
  const current = () => document.activeElement?.closest("[data-request]");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || !event.target.matches("[data-counter]")) return;
    event.preventDefault();
    if (event.target.value) current().querySelector("[data-fill]").click();
  });

  // A card that was decided gives the focus to the next one, if it had it.
  let decided = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const card = event.detail.target.closest("[data-request]");
    if (card) decided = card === current() || document.activeElement === document.body ? card.id : null;
  });
  document.addEventListener("htmx:afterSettle", ({ target: card }) => {
    // Other parts of the page come in meanwhile.
    if (!decided || card.id !== decided) return;
    decided = null;
    if (card.contains(document.activeElement)) return;
    const open = requests().filter((one) => one.querySelector("[data-row-key]"));
    const next = open.find((one) => card.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    // Behind the last one there is none: whoever has decided it sees what became of it.
    (card.querySelector("[data-row-key]") ? card : next ?? card).focus();
  });

  requests()[0]?.focus({ preventScroll: true });
})();
