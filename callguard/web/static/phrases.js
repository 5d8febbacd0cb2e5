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
const part = (field, name) => document.getElementById(`${field.dataset.phrases}-${name}`);

// What stands before and behind a change is still what it was: its marks move along until the answer comes.
const carried = ({ text, matches }, now) => {
  const shorter = Math.min(text.length, now.length);
  let head = 0;
  while (head < shorter && text[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && text.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const by = now.length - text.length;
  return matches.flatMap((match) => {
    if (match.end <= head) return [match];
    return match.start >= text.length - tail ? [{ ...match, start: match.start + by, end: match.end + by }] : [];
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

const take = (field, { start, end, replacement }) => {
  field.focus();
  field.setSelectionRange(start, end);
  // The only way that can be undone with the rest of what was typed.
  if (!document.execCommand("insertText", false, replacement)) {
    field.setRangeText(replacement, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const button = (field, match, isFirst) => {
  const made = element("button", "btn btn-sm", match.take);
  made.type = "button";
  made.addEventListener("click", () => take(field, match));
  if (isFirst) {
    const key = element("kbd", "key-hint", "Alt+↵");
    made.setAttribute("aria-keyshortcuts", "Alt+Enter");
    made.append(key);
  }
  return made;
};

// The gravest first, whatever stands first in the text.
const ranked = ({ matches }) => matches.toSorted((one, other) => one.rank - other.rank);
const firstToTake = (found) => ranked(found).find((match) => match.replacement);

const explain = (field, found) => {
  const first = firstToTake(found);
  const told = ranked(found).filter((match) => match.sentence);
  const lines = told.map((match) => {
    const words = element("div", "", element("span", "", match.sentence));
    if (match.replacement) words.append(button(field, match, match === first));
    return element("li", `phrase-${match.severity}`, element("strong", "", match.label), words);
  });
  if (found.more) lines.push(element("li", "text-secondary", found.more));
  const findings = part(field, "phrases");
  findings.replaceChildren(...(lines.length ? [element("ul", "", ...lines)] : []));
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
  const text = field.value;
  asking.get(field)?.abort();
  if (!text.trim()) return show(field, { text, matches: [], more: "", speakers: [] });
  const asked = new AbortController();
  asking.set(field, asked);
  try {
    const answer = await fetch(field.dataset.check, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ text, sides: JSON.parse(field.dataset.sides ?? "{}") }),
      signal: asked.signal,
    });
    if (answer.ok && is(field) && field.value === text) show(field, { ...(await answer.json()), text });
  } catch {
    // Without an answer nothing is marked: saving looks at it once more.
  }
};

const soon = (field) => {
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(() => ask(field), WAIT_MS));
};

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!is(field)) return;
  const found = seen.get(field);
  if (found) {
    const now = { ...found, text: field.value, matches: carried(found, field.value) };
    seen.set(field, now);
    underline(field, now.matches);
    // What is said of words that are gone, or that stand elsewhere now, goes at once.
    if (found.matches.some((match) => !now.matches.includes(match))) explain(field, now);
  }
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
  if (event.key !== "Enter" || !event.altKey || event.isComposing || event.keyCode === 229 || !is(field)) return;
  const found = seen.get(field);
  const first = found && firstToTake(found);
  if (!first) return;
  event.preventDefault();
  take(field, first);
});

document.addEventListener("scroll", (event) => is(event.target) && follow(event.target), { capture: true });
document.addEventListener("selectionchange", () => is(document.activeElement) && follow(document.activeElement));
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => is(target) && follow(target)));

// What stands there when the page comes, or is put there by a draft.
const look = () => {
  for (const field of document.querySelectorAll("[data-phrases]")) {
    sizes.observe(field);
    if (!composing.has(field) && field.value !== (seen.get(field)?.text ?? "")) ask(field);
  }
};
document.addEventListener("htmx:afterSettle", look);
// A script has written in a field.
document.addEventListener("phrases:look", look);
look();
