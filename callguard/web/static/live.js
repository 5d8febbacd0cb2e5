// Fragments that are asked for again and again ([data-live]): the version goes along, so that nothing new is a 304.
(() => {
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, headers } = event.detail;
    if (elt.dataset.live && event.detail.verb === "get") headers["If-None-Match"] = elt.dataset.live;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    if ("live" in elt.dataset && xhr.status === 200) elt.dataset.live = xhr.getResponseHeader("ETag") ?? "";
  });

  // What somebody is typing belongs to them: a fragment that comes in leaves [data-keep] alone.
  Idiomorph.defaults.callbacks.beforeNodeMorphed = (old) => !(old instanceof Element && old.matches("[data-keep]"));
})();
