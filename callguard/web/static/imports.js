// The chosen file's name is shown, and one above the limit is refused before it is sent for nothing.
(() => {
  const form = document.querySelector("[data-import-form]");
  const input = form.querySelector("input[type=file]");
  const name = form.querySelector("[data-file-name]");
  const note = form.querySelector("[data-file-note]");
  const nothing = [...name.childNodes];

  const show = () => {
    const file = input.files[0];
    const tooLarge = file && file.size > Number(form.dataset.maxBytes);
    name.replaceChildren(...(file ? [file.name] : nothing));
    note.querySelector("span").textContent = tooLarge ? note.dataset.tooLarge : "";
    note.hidden = !tooLarge;
    input.parentElement.classList.toggle("drop-wrong", Boolean(tooLarge));
    input.setCustomValidity(tooLarge ? note.dataset.tooLarge : "");
  };
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragleave", "drop"]) {
    input.addEventListener(kind, () => input.parentElement.classList.toggle("drop-over", kind === "dragenter"));
  }
  // Only where the browser kept a file: what the server says of none must stay.
  if (input.files.length) show();
})();
