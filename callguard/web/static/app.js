// What every page needs: the CSRF header, toasts, the offline notice, menus that close.
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

  const dressAll = () => toasts.querySelectorAll("[data-toast]").forEach(dress);
  new MutationObserver(dressAll).observe(toasts, { childList: true });
  dressAll();

  // A step that didn't reach the server is said once. What the page asks for by itself it will ask for again.
  const unreached = document.getElementById("unreached").content.firstElementChild;
  const sayUnreached = (event) => {
    if (!event.detail.elt.matches("[hx-trigger*=every]")) toasts.append(unreached);
  };
  document.addEventListener("htmx:sendError", sayUnreached);
  document.addEventListener("htmx:timeout", sayUnreached);
  addEventListener("online", () => unreached.remove());

  const showConnection = () => {
    document.getElementById("offline").hidden = navigator.onLine;
  };
  addEventListener("online", showConnection);
  addEventListener("offline", showConnection);
  showConnection();

  // On a narrow screen the place where one is may lie beyond the edge. Only the bar scrolls: whoever types stays there.
  const showPlace = () => {
    const nav = document.querySelector(".topbar-nav");
    const place = nav?.querySelector("[aria-current]")?.getBoundingClientRect();
    if (!place) return;
    const { left, width } = nav.getBoundingClientRect();
    nav.scrollLeft += place.left + place.width / 2 - left - width / 2;
  };
  addEventListener("resize", showPlace);
  showPlace();

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

  // What was typed on calls and is kept in this browser (call/drafts.js) is not for whoever sits here next.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-signs-out]")) return;
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft/")) localStorage.removeItem(key);
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post], [data-again]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
