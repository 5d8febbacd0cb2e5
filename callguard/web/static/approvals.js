// The senior's keys: J and K move from request to request, the letters on the buttons decide the one that has the focus.
(() => {
  const requests = () => [...document.querySelectorAll("[data-request]")];
  const current = () => document.activeElement?.closest("[data-request]");
  const writes = (target) => target.closest("input, textarea, select, [contenteditable]");

  const move = (by) => {
    const all = requests();
    const from = all.indexOf(current());
    const to = all[Math.min(Math.max(from + by, 0), all.length - 1)];
    to?.focus({ preventScroll: true });
    to?.scrollIntoView({ block: "nearest" });
  };

  const press = (key) => {
    const request = current() ?? requests()[0];
    const button = request?.querySelector(`[data-request-key="${key}"]`);
    const amount = request?.querySelector("[data-counter]");
    if (key === "c" && amount && !amount.value) amount.focus();
    else if (button && !button.disabled) button.click();
    return Boolean(button);
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target.matches("[data-counter]")) {
      event.preventDefault();
      press("c");
      return;
    }
    if (event.key === "Escape" && writes(event.target)) current()?.focus();
    if (writes(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
    else if (!press(key)) return;
    event.preventDefault();
  });

  // A card that was decided gives the focus to the next one, if it had it.
  let decided = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const card = event.detail.target.closest("[data-request]");
    decided = card && (card === current() || document.activeElement === document.body) ? card.id : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const card = decided && document.getElementById(decided);
    decided = null;
    if (!card || card.contains(document.activeElement)) return;
    const open = requests().filter((one) => one.querySelector("[data-request-key]"));
    const next = open.find((one) => card.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    (card.querySelector("[data-request-key]") ? card : next ?? open[0])?.focus();
  });

  requests()[0]?.focus({ preventScroll: true });
})();
