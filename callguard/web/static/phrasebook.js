// A blank goes to where one writes, and can be undone like everything typed.
document.addEventListener("click", (event) => {
  const blank = event.target.closest("[data-blank]");
  if (!blank) return;
  const field = document.getElementById(blank.dataset.blank);
  field.focus();
  document.execCommand("insertText", false, blank.textContent);
});
