// What is typed is looked at while it is typed: underlined where it stands, explained below, replaced by one key.
// The server has the phrases and the words; nothing is asked while an input method still composes.
const WAIT_MS = 250;
const token = document.querySelector("meta[name=csrf-token]").content;
const seen = new WeakMap();
const waiting = new WeakMap();
const asking = new WeakMap();
const composing = new WeakSet();

// A field that the live copy has taken away is told of its new size, none, and its answer may still be on the way.
const is = (field) => field instanceof Element && field.matches("[data-phrases]") && field.isConnected;
// How grave the case is that is written about, as the live copy says around the forms, which it leaves alone.
const raisedTo = (field) => field.closest("[data-raised]")?.dataset.raised;
const part = (field, name) => document.getElementById(`${field.dataset.phrases}-${name}`);

// What stands before and behind a change is still what it was: its marks move along until the answer comes, and what can
// be done about them reaches around the change.
const carried = ({ text, matches }, now) => {
  const shorter = Math.min(text.length, now.length);
  let head = 0;
  while (head < shorter && text[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && text.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const [behind, by] = [text.length - tail, now.length - text.length];
  const moved = (part) => {
    if (part.end <= head) return part;
    return part.start >= behind ? { ...part, start: part.start + by, end: part.end + by } : null;
  };
  const around = (part) => part.start <= head && part.end >= behind && { ...part, end: part.end + by };
  const reached = (part) => part && (moved(part) ?? (around(part) || null));
  return matches.flatMap((match) => {
    const there = moved(match);
    if (!there) return [];
    const [take, quote] = [reached(match.take), reached(match.quote)];
    return there === match && take === match.take && quote === match.quote ? [match] : [{ ...there, take, quote }];
  });
};

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
};

const follow = (field) => {
  const marks = part(field, "marks");
  // A scroll bar takes room from the field's letters, and must from the marks'. Whole pixels can't tell less than two.
  const bar = field.offsetWidth - field.clientWidth - field.clientLeft * 2;
  marks.style.setProperty("--bar", `${bar > 2 ? bar : 0}px`);
  marks.scrollTop = field.scrollTop;
  marks.scrollLeft = field.scrollLeft;
};

const underline = (field, matches) => {
  const text = field.value;
  const pieces = [];
  let at = 0;
  for (const { start, end, severity } of matches) {
    const from = Math.max(start, at);
    if (end <= from) continue;
    pieces.push(text.slice(at, from), element("mark", `phrase-${severity}`, text.slice(from, end)));
    at = end;
  }
  // The line end keeps the last line as high as the field's.
  part(field, "marks").replaceChildren(...pieces, `${text.slice(at)}\n`);
  follow(field);
};

const write = (field, start, end, words) => {
  field.focus();
  field.setSelectionRange(start, end);
  // The only way that can be undone with the rest of what was typed.
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

// What can be done about a finding, each by its own key, by its place where Alt makes another letter of it.
const WAYS_OUT = {
  take: { key: "Enter", hint: "Alt+↵", does: (field, { start, end, words }) => write(field, start, end, words) },
  quote: {
    key: "KeyQ",
    hint: "Alt+Q",
    does: (field, { start, end, opens, closes }) =>
      write(field, start, end, opens + field.value.slice(start, end) + closes),
  },
};

const button = (field, way, match, isFirst) => {
  const made = element("button", "btn btn-sm", element("span", "", match[way].label));
  made.type = "button";
  made.addEventListener("click", () => WAYS_OUT[way].does(field, match[way]));
  if (isFirst) {
    made.setAttribute("aria-keyshortcuts", `Alt+${WAYS_OUT[way].key.replace("Key", "")}`);
    made.append(element("kbd", "key-hint", WAYS_OUT[way].hint));
  }
  return made;
};

// The gravest first, whatever stands first in the text.
const ranked = ({ matches }) => matches.toSorted((one, other) => one.rank - other.rank);
const firstWith = (way, found) => ranked(found).find((match) => match[way]);

// Of several the first stands there, and how many there are unfolds the others (app.css).
const unfolded = new WeakSet();
const fold = (field, findings, count) => {
  const made = element("button", "btn btn-sm phrase-fold");
  made.type = "button";
  const tell = () => {
    const isOpen = unfolded.has(field);
    findings.classList.toggle("is-folded", !isOpen);
    made.setAttribute("aria-expanded", isOpen);
    made.textContent = isOpen ? findings.dataset.fold : findings.dataset.count.replace("{count}", count);
  };
  made.addEventListener("click", () => {
    if (!unfolded.delete(field)) unfolded.add(field);
    tell();
  });
  tell();
  return made;
};

const line = (field, match, first) => {
  const ways = Object.keys(WAYS_OUT).filter((way) => match[way]);
  const buttons = ways.map((way) => button(field, way, match, match === first[way]));
  const words = element("span", "phrase-words", match.sentence);
  const said = element("div", "phrase-said", words, element("div", "phrase-ways", ...buttons));
  return element("li", `phrase-${match.severity}`, element("strong", "", match.label), said);
};

const explain = (field, found) => {
  const findings = part(field, "phrases");
  const first = { take: firstWith("take", found), quote: firstWith("quote", found) };
  const told = ranked(found).filter((match) => match.sentence);
  const lines = told.map((match) => line(field, match, first));
  // One without a sentence is told of in another's line; one that nothing is known of in no line.
  const untold = found.matches.filter((match) => match.sentence === undefined).length;
  if (untold) lines.push(element("li", "text-secondary", findings.dataset.more.replace("{count}", untold)));
  if (!lines.length) unfolded.delete(field);
  else if (findings.dataset.count) {
    lines[0].querySelector(".phrase-ways")?.append(fold(field, findings, told.length + untold));
  }
  // That the case has been raised may be told while somebody is on one of the buttons.
  const on = [...findings.querySelectorAll("button")].indexOf(document.activeElement);
  findings.replaceChildren(...(lines.length ? [element("ul", "", ...lines)] : []));
  findings.querySelectorAll("button")[on]?.focus({ preventScroll: true });
  // What is said below the line one writes must be seen, though a foot may lie there.
  if (lines.length && document.activeElement === field) findings.scrollIntoView({ block: "nearest" });
};

const show = (field, found) => {
  seen.set(field, found);
  underline(field, found.matches);
  explain(field, found);
  field.dispatchEvent(new CustomEvent("phrases:found", { bubbles: true, detail: found }));
};

const ask = async (field) => {
  const [text, raised] = [field.value, raisedTo(field)];
  asking.get(field)?.abort();
  if (!text.trim()) return show(field, { text, matches: [], speakers: [] });
  const asked = new AbortController();
  asking.set(field, asked);
  try {
    const answer = await fetch(field.dataset.check, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ text, raised, sides: JSON.parse(field.dataset.sides ?? "{}") }),
      signal: asked.signal,
    });
    if (answer.ok && is(field) && field.value === text) show(field, { ...(await answer.json()), text, raised });
  } catch {
    // Without an answer nothing is marked: saving looks at it once more.
  }
};

const soon = (field) => {
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(() => ask(field), WAIT_MS));
};

// What is said of words that are gone, or that stand elsewhere now, goes at once.
const catchUp = (field) => {
  const found = seen.get(field);
  if (!found) return;
  const now = { ...found, text: field.value, matches: carried(found, field.value) };
  seen.set(field, now);
  underline(field, now.matches);
  if (found.matches.some((match) => !now.matches.includes(match))) explain(field, now);
};

document.addEventListener("input", ({ target: field }) => {
  if (!is(field)) return;
  catchUp(field);
  clearTimeout(waiting.get(field));
  if (!composing.has(field)) soon(field);
});
document.addEventListener("compositionstart", (event) => composing.add(event.target));
document.addEventListener("compositionend", (event) => {
  composing.delete(event.target);
  if (is(event.target)) soon(event.target);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  // 229 is what some browsers report while an input method has the key.
  if (!event.altKey || event.ctrlKey || event.isComposing || event.keyCode === 229 || !is(field) || !seen.has(field)) return;
  const way = Object.keys(WAYS_OUT).find((one) => [event.code, event.key].includes(WAYS_OUT[one].key));
  const first = way && firstWith(way, seen.get(field));
  if (!first) return;
  event.preventDefault();
  WAYS_OUT[way].does(field, first[way]);
});

document.addEventListener("scroll", (event) => is(event.target) && follow(event.target), { capture: true });
document.addEventListener("selectionchange", () => is(document.activeElement) && follow(document.activeElement));
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => is(target) && follow(target)));

// What stands there when the page comes, or is put there by a draft; once more when a word of it has raised the case.
const look = () => {
  for (const field of document.querySelectorAll("[data-phrases]")) {
    sizes.observe(field);
    const { text = "", raised = raisedTo(field) } = seen.get(field) ?? {};
    if (composing.has(field) || (field.value === text && raised === raisedTo(field))) continue;
    catchUp(field);
    ask(field);
  }
};
document.addEventListener("htmx:afterSettle", look);
// A script has written in a field.
document.addEventListener("phrases:look", look);
look();
