// The message to copy, written anew whenever what it is about changes. What somebody wrote in it themselves stands until
// they choose another disposition.
const token = document.querySelector("meta[name=csrf-token]").content;
const known = new WeakMap();

const about = (form) => {
  const said = new URLSearchParams(new FormData(form));
  for (const name of ["note", "csrf_token"]) said.delete(name);
  return said;
};

const put = (box, text) => {
  const field = box.querySelector("textarea");
  const isNew = field.value !== text;
  field.value = text;
  if (isNew) offerCopy(box);
  // Once there it keeps its place: what vanishes below somebody's pointer moves what they are about to press.
  if (text) box.hidden = false;
  document.dispatchEvent(new Event("phrases:look"));
};

// "Copied" is true of what was copied only, and nothing is nothing to copy.
const offerCopy = (box) => {
  const button = box.querySelector("[data-copy-from]");
  button.querySelector("span").textContent = button.dataset.label;
  button.disabled = !box.querySelector("textarea").value;
};

const write = async (box) => {
  const said = about(box.closest("form"));
  const [body, disposition] = [said.toString(), said.get("disposition") ?? ""];
  if (known.get(box) === body || box.dataset.edited === disposition) return;
  delete box.dataset.edited;
  known.set(box, body);
  try {
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token };
    const answer = await fetch(box.dataset.message, { method: "POST", headers, body });
    const text = answer.ok ? await answer.text() : "";
    if (known.get(box) === body && !("edited" in box.dataset)) put(box, text);
  } catch {
    // Without an answer there is none to copy; the next change asks again.
    known.delete(box);
  }
};

const look = () => document.querySelectorAll("[data-message]").forEach(write);

document.addEventListener("input", ({ target }) => {
  const box = target.closest("[data-message]");
  if (!box) return;
  box.dataset.edited = about(box.closest("form")).get("disposition") ?? "";
  offerCopy(box);
});
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-outcome]")) look();
});
document.addEventListener("htmx:afterSettle", look);
look();
