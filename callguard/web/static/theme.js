// The theme: light, dark, or as the system is; remembered in this browser.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const order = ["auto", "light", "dark"];

  const chosen = () => {
    const kept = localStorage.getItem("theme");
    return order.includes(kept) ? kept : "auto";
  };

  const apply = () => {
    const theme = chosen();
    root.dataset.theme = theme;
    root.dataset.bsTheme = theme === "auto" ? (system.matches ? "dark" : "light") : theme;
  };

  const label = (button) => {
    button.title = button.dataset[chosen()];
  };

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-theme-switch]").forEach((button) => {
      label(button);
      button.addEventListener("click", () => {
        localStorage.setItem("theme", order[(order.indexOf(chosen()) + 1) % order.length]);
        apply();
        label(button);
      });
    });
  });
})();
