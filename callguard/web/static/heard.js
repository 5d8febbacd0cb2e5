// What a customer says is read while it is typed, but not while an input method still composes it.
const field = (event) => event.target.closest?.("[data-heard] [name=words]");

const tell = (event) => {
  const words = field(event);
  if (words && !event.isComposing) words.dispatchEvent(new CustomEvent("heard", { bubbles: true }));
};
document.addEventListener("input", tell);
document.addEventListener("compositionend", tell);

// Enter chooses among what the input method offers; 229 is what some browsers report for that very key.
document.addEventListener("keydown", (event) => {
  if (field(event) && event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
});

// What is noted stands in the list now: the field is free for the next.
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (!successful || !elt.matches("form[data-heard]")) return;
  const form = document.getElementById(elt.id);
  form.querySelector("[name=words]").value = "";
  form.querySelector(".heard-preview").replaceChildren();
});
