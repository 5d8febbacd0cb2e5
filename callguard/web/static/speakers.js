// Who speaks in a talk that was pasted, below the field; pressing a name puts it on the other side.
// phrases.js asks, and tells what was found; the names stay in this page.
const button = (field, { name, side, words, next }) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `btn btn-sm speaker-${side}`;
  made.textContent = words;
  made.addEventListener("click", () => {
    const sides = { ...JSON.parse(field.dataset.sides ?? "{}"), [name]: next };
    field.dataset.sides = JSON.stringify(sides);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return made;
};

document.addEventListener("phrases:found", ({ target: field, detail: { speakers } }) => {
  const list = document.getElementById(`${field.id}-speakers`);
  if (!list) return;
  // Another talk may use the same names for others.
  if (!speakers.length) delete field.dataset.sides;
  const pressed = [...list.querySelectorAll("button")].indexOf(document.activeElement);
  list.querySelector(".speaker-names").replaceChildren(...speakers.map((speaker) => button(field, speaker)));
  list.querySelectorAll("button")[pressed]?.focus();
  list.querySelector(".speakers-unclear").hidden = !speakers.some(({ side }) => side === "unclear");
  list.hidden = !speakers.length;
});
