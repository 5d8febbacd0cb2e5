// The command bar: everything the page can do now and every place one may go, found by a few letters.
(() => {
  const bar = document.getElementById("commands");
  if (!bar) return;
  const field = bar.querySelector("input");
  const list = bar.querySelector("[role=listbox]");
  const lacking = bar.querySelector("[data-none]");
  const DOES = "[data-key], .topbar a, .topbar button, .pane-lines a";
  let commands = [];
  let chosen = 0;

  const words = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("kbd, .count").forEach((part) => part.remove());
    return (copy.textContent.replace(/\s+/g, " ").trim() || element.getAttribute("aria-label")) ?? "";
  };

  const gather = () => {
    const seen = new Map();
    // What this page is for comes before the ways to others.
    const here = (element) => Number(!element.closest("main"));
    for (const element of [...document.querySelectorAll(DOES)].sort((one, other) => here(one) - here(other))) {
      if (element.disabled || element.closest("dialog, [hidden]") || element.matches(".brand, [data-opens-commands]")) continue;
      // What lies in a closed menu can be done from here; what another pane hides can't.
      if (element.offsetParent === null && !element.closest(".menu-body")) continue;
      const hint = element.querySelector("kbd")?.textContent ?? (element.dataset.go ? `G ${element.dataset.go.toUpperCase()}` : "");
      const label = words(element);
      if (label && !seen.has(label)) seen.set(label, { label, hint, letters: element.dataset.initials ?? "", run: () => element.click() });
    }
    return [...seen.values()];
  };

  const search = (text) => ({
    label: bar.dataset.search.replace("{text}", text),
    hint: "",
    run: () => location.assign(`${bar.dataset.searchAt}?number=${encodeURIComponent(text)}`),
  });

  const found = () => {
    const text = field.value.trim().toLowerCase();
    const fits = commands.filter((one) => one.label.toLowerCase().includes(text) || one.letters.includes(text));
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
