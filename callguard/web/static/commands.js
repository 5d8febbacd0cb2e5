// The command bar: everything the page can do now and every place one may go, found by a few letters.
(() => {
  const bar = document.getElementById("commands");
  if (!bar) return;
  const field = bar.querySelector("input");
  const list = bar.querySelector("[role=listbox]");
  const lacking = bar.querySelector("[data-none]");
  const DOES = "[data-key], main :is(a, button, summary, .choice), .topbar :is(a, button)";
  let initials;
  let commands = [];
  let chosen = 0;

  const words = (element) => {
    if (element.ariaLabel) return element.ariaLabel;
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .count").forEach((part) => part.remove());
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    const group = element.matches(".choice") && element.closest("fieldset").querySelector("legend");
    return group ? `${words(group)} · ${text}` : text;
  };

  // What this page is for, what has a key of its own first; then the ways to others; the lines of a list at the end.
  const rank = (element) => {
    if (element.closest("[data-row]")) return 3;
    if (!element.closest("main")) return 2;
    return element.dataset.key ? 0 : 1;
  };

  const gather = () => {
    const seen = new Map();
    for (const element of [...document.querySelectorAll(DOES)].sort((one, other) => rank(one) - rank(other))) {
      if (element.disabled || element.control?.disabled || element.closest("dialog, [hidden]") || element.matches(".brand, [data-opens-commands]")) continue;
      // What a narrow screen leaves out of the bar at the top can be done from here; what another pane hides can't.
      if (!element.checkVisibility() && !element.closest(".topbar")) continue;
      const hint = element.querySelector("kbd")?.textContent ?? (element.dataset.go ? `G ${element.dataset.go.toUpperCase()}` : "");
      const label = words(element);
      // Two customers may read alike.
      const sense = label + (element.href ?? "");
      if (label && !seen.has(sense)) seen.set(sense, { label, hint, run: () => element.click() });
    }
    return [...seen.values()];
  };

  const search = (text) => ({
    label: bar.dataset.search.replace("{text}", text),
    hint: "",
    run: () => location.assign(`${bar.dataset.searchAt}?number=${encodeURIComponent(text)}`),
  });

  // A letter stands for itself, and for the characters whose pinyin begins with it.
  const spells = (letters, label) => {
    const begins = (at) => [...letters].every((letter, by) => label[at + by] === letter || initials?.[letter]?.includes(label[at + by]));
    return [...label].some((_, at) => at + letters.length <= label.length && begins(at));
  };

  const found = () => {
    const text = field.value.trim().toLowerCase();
    const fits = text ? commands.filter((one) => spells(text, one.label.toLowerCase())) : commands;
    // Only numbers are looked for by an address: names are not to stand in one.
    return /^[\w-]*\d[\w-]*$/.test(text) ? [...fits, search(text)] : fits;
  };

  const choose = (index) => {
    const options = [...list.children];
    chosen = options.length ? (index + options.length) % options.length : 0;
    options.forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
    field.setAttribute("aria-activedescendant", options[chosen]?.id ?? "");
    options[chosen]?.scrollIntoView({ block: "nearest" });
  };

  const option = (command, at) => {
    const line = document.createElement("li");
    line.id = `command-${at}`;
    line.setAttribute("role", "option");
    line.append(command.label);
    if (command.hint) {
      const hint = document.createElement("kbd");
      hint.className = "key-hint";
      hint.textContent = command.hint;
      line.append(hint);
    }
    line.addEventListener("click", () => run(command));
    return line;
  };

  const show = () => {
    const fitting = found();
    list.replaceChildren(...fitting.map(option));
    lacking.hidden = fitting.length > 0;
    choose(0);
  };

  const run = (command) => {
    bar.close();
    command.run();
  };

  const open = () => {
    if (bar.open) return bar.close();
    commands = gather();
    field.value = "";
    bar.showModal();
    show();
    learn();
  };

  // Asked for once, and not before anybody looks for something.
  const learn = async () => {
    if (initials || !bar.dataset.initialsAt) return;
    initials = {};
    const answer = await fetch(bar.dataset.initialsAt).catch(() => null);
    const learned = answer?.ok ? await answer.json() : {};
    // Somebody may have gone down the list meanwhile: what was chosen stays chosen.
    const before = found()[chosen];
    initials = learned;
    show();
    choose(Math.max(0, found().indexOf(before)));
  };

  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) choose(chosen + by);
    else if (event.key === "Enter") found()[chosen] && run(found()[chosen]);
    // By itself the dialog closes a moment later, and the next key would be lost.
    else if (event.key === "Escape") bar.close();
    else return;
    event.preventDefault();
  });
  bar.addEventListener("click", (event) => event.target === bar && bar.close());
  document.addEventListener("click", (event) => event.target.closest("[data-opens-commands]") && open());
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey) return;
    if (event.ctrlKey === event.metaKey) return;
    event.preventDefault();
    open();
  });
})();
