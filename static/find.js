/* Find as a palette over any page: the link to it, and so the key /, opens a dialog instead.

   Arrows choose among the results, Enter opens the chosen one, Escape closes and gives the focus
   back. Without this file the link leads to the page, whose form does the same. */
"use strict";

(() => {
  const dialog = document.getElementById("find-dialog");
  const palette = dialog ?? document.querySelector("[data-palette]");
  if (!palette) return;
  const field = palette.querySelector("input[type=search]");
  const results = () => [...palette.querySelectorAll("#hits a")];
  const chosen = () => palette.querySelector('#hits a[aria-current="true"]');

  const choose = (link, { aloud = true } = {}) => {
    chosen()?.removeAttribute("aria-current");
    if (!link) return;
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest" });
    // The focus stays in the field, so nobody would hear what is chosen.
    if (aloud) palette.querySelector("[data-chosen]").textContent = link.textContent.trim().replace(/\s+/g, " ");
  };
  const chooseFirst = () => { if (field.value.trim()) choose(results()[0], { aloud: false }); };

  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = results();
      const now = all.indexOf(chosen());
      choose(all[now < 0 && step < 0 ? all.length - 1 : (now + step + all.length) % all.length]);
    } else if (event.key === "Escape" && dialog) {
      // A search field would only be emptied by it.
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter" && !event.isComposing && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (palette.contains(event.detail.target) || event.detail.target.id === "hits") chooseFirst();
  });
  chooseFirst();

  if (!dialog) return;
  let opener = null;
  // A request that typing overtakes is dropped, which is no error.
  const fill = () => window.htmx?.ajax("GET", dialog.dataset.url, { target: "#hits", swap: "outerHTML", source: field })
    .catch(() => {});
  const open = (from) => {
    opener = from;
    dialog.showModal();
    field.select();
    if (!results().length) fill();
  };
  dialog.addEventListener("close", () => opener?.focus());
  // A click on the backdrop is a click on the dialog itself, outside of everything in it.
  dialog.addEventListener("click", (event) => {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (event.target === dialog && !inside) dialog.close();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest(".bar-find");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    open(document.activeElement === document.body ? link : document.activeElement);
  });
})();
