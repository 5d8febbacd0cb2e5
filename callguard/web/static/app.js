// What every page needs: the CSRF header, toasts, the offline notice, menus that close, keys that press buttons.
(() => {
  const csrf = document.querySelector("meta[name=csrf-token]").content;
  const toasts = document.getElementById("toasts");
  const TOAST_MS = 8000;

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrf;
  });

  const dress = (toast) => {
    if (toast.dataset.dressed) return;
    toast.dataset.dressed = "yes";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", toasts.dataset.close);
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    // An error stays until it was read; good news goes by itself.
    if (!toast.classList.contains("toast-never")) setTimeout(() => toast.remove(), TOAST_MS);
  };

  const say = (text) => {
    const toast = document.createElement("div");
    toast.className = "toast-note toast-never";
    toast.dataset.toast = "";
    const words = document.createElement("div");
    words.textContent = text;
    toast.append(words);
    toasts.append(toast);
  };

  const dressAll = () => toasts.querySelectorAll("[data-toast]").forEach(dress);
  new MutationObserver(dressAll).observe(toasts, { childList: true });
  dressAll();

  document.addEventListener("htmx:sendError", () => say(toasts.dataset.failed));
  document.addEventListener("htmx:timeout", () => say(toasts.dataset.failed));

  const showConnection = () => {
    document.getElementById("offline").hidden = navigator.onLine;
  };
  addEventListener("online", showConnection);
  addEventListener("offline", showConnection);
  showConnection();

  // On a narrow screen the place where one is may lie beyond the edge.
  document.querySelector(".topbar-nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

  const closeMenus = (except) =>
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelector("details.menu[open] > summary")?.focus();
    closeMenus(null);
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post], [data-again]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // <button data-key="Shift+Enter">: the key presses it, unless somebody is writing and the key is a letter.
  const writes = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  const press = (event) => {
    const letter = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
    if (event.isComposing || (letter && writes(event.target))) return;
    for (const button of document.querySelectorAll("[data-key]")) {
      if (button.disabled || !button.checkVisibility()) continue;
      if (tinykeys.matchKeybindingPress(event, tinykeys.parseKeybinding(button.dataset.key)[0])) {
        event.preventDefault();
        button.click();
        return;
      }
    }
  };
  document.addEventListener("keydown", press);
})();
