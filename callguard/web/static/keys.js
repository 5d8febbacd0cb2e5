// Keys: those written on buttons, G and a letter to another page, J and K along a list. Single letters can be switched off.
(() => {
  const GOES_WITHIN_MS = 1500;
  const OFF = "letter-keys-off";
  const MOST = 0xffff;
  let goesUntil = 0;

  const isSeen = (element) => !element.disabled && element.checkVisibility();
  // A field that has just been hidden keeps the focus until the next frame, and nobody writes in it any more.
  const writes = (target) =>
    isSeen(target) && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  // A letter somebody types, also while an input method composes with it, is no key.
  const isBare = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;

  const follow = (event) => {
    const goes = performance.now() < goesUntil;
    goesUntil = event.key === "g" ? performance.now() + GOES_WITHIN_MS : 0;
    const link = goes ? document.querySelector(`[data-go="${CSS.escape(event.key)}"]`) : null;
    link?.click();
    return Boolean(link) || event.key === "g";
  };

  const rowsSeen = () => [...document.querySelectorAll("[data-row]")].filter(isSeen);
  const rowInFocus = () => document.activeElement.closest("[data-row]");

  // Out of a field, back to where keys are heard: to the row it stands in, if in any.
  const leave = (field) => {
    const row = rowInFocus();
    if (row) row.focus();
    else field.blur();
  };

  const move = (event) => {
    const by = { j: 1, k: -1 }[event.key];
    const rows = by ? rowsSeen() : [];
    if (!rows.length) return false;
    const from = rows.indexOf(rowInFocus());
    const to = from < 0 ? rows.at(by > 0 ? 0 : -1) : rows[Math.min(Math.max(from + by, 0), rows.length - 1)];
    const stop = to.hasAttribute("tabindex") ? to : to.querySelector("a, button, input:not([type=hidden])");
    stop?.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
    return true;
  };

  // Silence would look like a key that is broken: what keeps its button from being pressed is written on the page.
  const sayWhyNot = (barred) => {
    const why = barred.disabled ? document.getElementById(barred.getAttribute("aria-describedby")) : barred;
    if (!why) return;
    const said = document.getElementById("barred").content.firstElementChild.cloneNode(true);
    said.lastElementChild.append(why.innerText);
    document.querySelector("#toasts > [data-barred]")?.remove();
    document.getElementById("toasts").append(said);
  };

  const press = (event) => {
    const fits = (key) => tinykeys.matchKeybindingPress(event, tinykeys.parseKeybinding(key)[0]);
    const meant = [...document.querySelectorAll("[data-key], [data-key-barred]")].filter(
      (one) => one.checkVisibility() && fits(one.dataset.key ?? one.dataset.keyBarred),
    );
    const button = meant.find((one) => one.dataset.key && !one.disabled);
    if (!button && meant.length) sayWhyNot(meant[0]);
    button?.click();
    // Who comes back to a note goes on where it ends.
    const written = document.activeElement;
    if (button?.matches("label") && written.matches("textarea")) written.setSelectionRange(MOST, MOST);
    return meant.length > 0;
  };

  // Of the row in focus, or the first: an empty field that the button would need is filled in beforehand.
  const pressInRow = (event) => {
    const row = rowInFocus() ?? rowsSeen()[0];
    const button = row?.querySelector(`[data-row-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return false;
    if (button.disabled) {
      sayWhyNot(button);
      return true;
    }
    const field = document.getElementById(button.dataset.fill);
    if (field && !field.value) field.focus();
    else button.click();
    return true;
  };

  const hear = (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open], .sheet:popover-open")) return;
    const bare = isBare(event);
    if (bare && (writes(event.target) || localStorage.getItem(OFF))) return;
    if (event.key === "Escape" && writes(event.target)) leave(event.target);
    if ((bare && follow(event)) || press(event) || (bare && (move(event) || pressInRow(event)))) event.preventDefault();
  };

  // Who unfolds a part by its key, or from the command bar, wants to read it all, and to write where there is a field.
  document.addEventListener("click", (event) => {
    const part = event.isTrusted ? null : event.target.closest("summary")?.parentElement;
    if (!part || part.open) return;
    event.preventDefault();
    part.open = true;
    part.scrollIntoView({ block: "nearest" });
    [...part.querySelectorAll("select, input:not([type=hidden]), textarea")].find(isSeen)?.focus({ preventScroll: true });
  });

  // Hands are quicker than pages: what is pressed before this one has its scripts is heard when it has.
  const early = [];
  let listen = (event) => early.push(event);
  document.addEventListener("keydown", (event) => listen(event));
  document.addEventListener("DOMContentLoaded", () => {
    listen = hear;
    early.forEach(hear);

    const choice = document.querySelector("[data-letter-keys]");
    if (!choice) return;
    choice.checked = !localStorage.getItem(OFF);
    choice.addEventListener("change", () => {
      if (choice.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    });
  });
})();
