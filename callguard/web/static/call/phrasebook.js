// The phrasebook: "/" in a field with data-phrasebook offers what fits, "/" outside of any field opens it for reading.

// An input method may make any of these of the key; "and/or", "1/2" and "https://" ask for nothing.
const ASKED = /(?:^|[^\p{L}\p{N}:/])[/／、]$/u;
const GAP = /〔[^〕]*〕/;
const APART = 4;

// What became of a request is heard from its events; a promise that nobody listens to would stumble over a failure.
const request = (method, address, context) => htmx.ajax(method, address, context).catch(() => {});

// A list of phrases, one of them active while `control` keeps the focus; `choose` is what Enter does with it.
class Phrases {
  constructor(panel, choose) {
    this.box = panel.querySelector("[data-phrase-list]");
    this.status = panel.querySelector("[data-status]");
    this.choose = choose;
    this.options = [];
    this.active = null;
    this.early = [];
    // Both come up from a phrase too that was marked.
    this.box.addEventListener("htmx:afterSwap", ({ target, detail }) => {
      if (target === this.box) this.show(detail.pathInfo.requestPath);
    });
    this.box.addEventListener("htmx:afterRequest", ({ target, detail }) => {
      if (target !== this.box && detail.successful) target.toggleAttribute("data-favourite");
    });
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.box.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (!option) return;
      this.activate(option);
      if (target.closest("[data-star]")) this.star();
      else this.choose(option);
    });
  }

  ask(control, address, query) {
    this.control = control;
    const asked = new URL(address, location);
    asked.searchParams.set("q", query);
    this.asked = asked.pathname + asked.search;
    this.early = [];
    request("GET", this.asked, { source: this.box, target: this.box, swap: "innerHTML" });
  }

  show(answered) {
    this.options = [...this.box.querySelectorAll("[role=option]")];
    this.options.forEach((option, place) => (option.id = `${this.box.id}-${place}`));
    this.status.textContent = this.box.querySelector("[data-count]").textContent.trim();
    const list = this.box.querySelector("[role=listbox]");
    if (list) {
      list.id = `${this.box.id}-options`;
      this.control.setAttribute("aria-controls", list.id);
    }
    this.box.scrollTop = 0;
    this.activate(this.options[0]);
    this.onshow();
    if (answered !== this.asked) return;
    this.asked = null;
    this.early.splice(0).forEach((key) => this.obey(key));
  }

  activate(option = null) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.control.setAttribute("aria-activedescendant", option.id);
    else this.control?.removeAttribute("aria-activedescendant");
  }

  move(by) {
    const count = this.options.length;
    this.activate(this.options[(this.options.indexOf(this.active) + by + count) % count]);
  }

  star() {
    const { mark, unmark, favourite } = this.active.dataset;
    if (mark) request("POST", favourite === undefined ? mark : unmark, { source: this.active, swap: "none" });
  }

  obey(key) {
    if (!this.active) return;
    if (key === "ArrowDown") this.move(1);
    else if (key === "ArrowUp") this.move(-1);
    else if (key === "*") this.star();
    else this.choose(this.active);
  }

  // Whether the key means the list. Who types quickly means the one that is on its way, not what fewer letters found.
  press(event, choosing) {
    const chooses = choosing.includes(event.key) && !event.shiftKey;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (!chooses && !["ArrowDown", "ArrowUp", "*"].includes(event.key)) return false;
    if (this.asked) this.early.push(event.key);
    else if (this.active) this.obey(event.key);
    else return false;
    return true;
  }

  forget() {
    this.options = [];
    this.activate();
    this.asked = null;
    this.early = [];
  }
}

const composes = (event) => event.isComposing || event.keyCode === 229;
const swallow = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};
const textOf = (option) => option.querySelector("[data-text]").textContent.trim();

// --- under a field

const under = document.getElementById("phrases");
const inField = under && new Phrases(under, (option) => take(textOf(option)));
let field = null;
let slashAt = 0;
let query = null;

const open = (target, at) => {
  close();
  [field, slashAt, query] = [target, at, null];
  // A textarea can't be called a combobox; what a textbox may say of its list it says, the status tells the rest.
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  follow();
};

const close = () => {
  if (!field) return;
  for (const name of ["aria-autocomplete", "aria-haspopup", "aria-controls"]) field.removeAttribute(name);
  inField.forget();
  under.hidePopover();
  field = null;
};

const follow = () => {
  const typed = field.value.slice(slashAt + 1, field.selectionStart);
  // What is typed behind a choice that waits for its answer is not asked for.
  if (inField.early.length && typed.startsWith(query)) return;
  const left = field.selectionStart <= slashAt || !ASKED.test(field.value.slice(0, slashAt + 1)) || /\s/.test(typed);
  if (left) return close();
  if (typed === query) return;
  query = typed;
  inField.ask(field, field.dataset.phrasebook, query);
};

const take = (text) => {
  const [target, from, end] = [field, slashAt, slashAt + 1 + query.length];
  const since = target.selectionStart - end;
  close();
  target.setSelectionRange(from, end);
  // Unlike setting the value this can be undone, keeps to the field's length, and is an input like any other.
  document.execCommand("insertText", false, text);
  const gap = GAP.exec(target.value.slice(from, from + text.length));
  if (since > 0) target.setSelectionRange(from + text.length + since, from + text.length + since);
  else if (gap) target.setSelectionRange(from + gap.index, from + gap.index + gap[0].length);
};

// Below the field where there is room, else above; beside nothing that is typed.
const place = () => {
  const { left, top, bottom, width } = field.getBoundingClientRect();
  const { height } = visualViewport;
  const above = height - bottom < 240 && top > height - bottom;
  const wide = Math.min(Math.max(width, 320), 640, innerWidth - 16);
  Object.assign(under.style, {
    width: `${wide}px`,
    left: `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`,
    top: above ? "auto" : `${bottom + APART}px`,
    bottom: above ? `${innerHeight - top + APART}px` : "auto",
    maxHeight: `${Math.min((above ? top : height - bottom) - 12, 340)}px`,
  });
};

const listen = () => {
  inField.onshow = () => {
    if (!field) return;
    under.showPopover();
    place();
    inField.active?.scrollIntoView({ block: "nearest" });
  };

  const typed = (event) => {
    if (event.isComposing || !event.target.matches?.("[data-phrasebook]")) return;
    const at = event.target.selectionStart;
    const one = event.type === "compositionend" || event.inputType === "insertText";
    if (field) follow();
    else if (one && event.data && ASKED.test(event.target.value.slice(0, at))) open(event.target, at - 1);
  };
  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);

  let composing = false;
  document.addEventListener("compositionstart", () => (composing = true));
  document.addEventListener("compositionend", () => (composing = false));
  document.addEventListener("selectionchange", () => {
    if (field && !composing) follow();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === field) close();
  });
  for (const moved of ["scroll", "resize"]) {
    // A resize comes from the window, which is no node.
    const isWithin = ({ target }) => target instanceof Node && under.contains(target);
    addEventListener(moved, (event) => field && !isWithin(event) && place(), { capture: true, passive: true });
  }

  // Before anybody else: Enter and Escape mean the list while it is open.
  addEventListener(
    "keydown",
    (event) => {
      if (!field || event.target !== field || composes(event)) return;
      if (event.key === "Escape") close();
      else if (!inField.press(event, ["Enter", "Tab"])) return;
      swallow(event);
    },
    true,
  );
};
if (inField) listen();

// --- as a sheet over the call

const sheet = document.getElementById("phrase-sheet");

const read = () => {
  const search = sheet.querySelector("[role=combobox]");
  const phrases = new Phrases(sheet, (option) => copy(option));

  const copy = async (option) => {
    try {
      await navigator.clipboard.writeText(textOf(option));
      phrases.status.textContent = sheet.dataset.copied + option.querySelector(".phrase-title").textContent;
    } catch {
      getSelection().selectAllChildren(option.querySelector("[data-text]"));
      phrases.status.textContent = sheet.dataset.selected;
    }
  };

  const ask = () => phrases.ask(search, sheet.dataset.address, search.value);
  phrases.onshow = () => search.setAttribute("aria-expanded", String(phrases.active !== null));

  const typed = (event) => {
    if (!event.isComposing) ask();
  };
  search.addEventListener("input", typed);
  search.addEventListener("compositionend", typed);
  search.addEventListener("keydown", (event) => {
    if (!composes(event) && phrases.press(event, ["Enter"])) swallow(event);
  });
  sheet.addEventListener("toggle", ({ newState }) => {
    phrases.forget();
    if (newState !== "open") return;
    search.value = "";
    ask();
  });
};
if (sheet) read();
