// What is copied in one key, the number or a field's text: selected where the browser gives pages no clipboard.
const isRefused = (field) => document.querySelector(`#${field.dataset.phrases}-phrases .phrase-block`) !== null;

const select = (field) => {
  if (field) field.select();
  else getSelection().selectAllChildren(document.querySelector(".revealed-number"));
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copyFrom);
  const told = button.querySelector("span");
  if (field && isRefused(field)) {
    told.textContent = button.dataset.refused;
    field.focus();
    return;
  }
  try {
    await navigator.clipboard.writeText(field?.value ?? button.dataset.copy);
    told.textContent = button.dataset.done;
  } catch {
    select(field);
  }
});
