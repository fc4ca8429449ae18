/* A text field with a list of proposals under it, as the ARIA pattern for a list without automatic choice has it:
   arrows choose, Enter takes what is chosen, Escape closes. The server fills the list through htmx.
   Without this file the list stays hidden and the field is a plain one. */
"use strict";

(() => {
  const isBox = (element) => element instanceof Element && element.matches("[role=combobox][aria-controls]");
  const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const boxOf = (list) => document.querySelector(`[role=combobox][aria-controls="${CSS.escape(list.id)}"]`);
  const optionsOf = (box) => [...listOf(box).querySelectorAll("[role=option]")];

  const choose = (box, chosen) => {
    optionsOf(box).forEach((option) => option.setAttribute("aria-selected", option === chosen));
    if (!chosen) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const open = (box, wanted) => {
    const shown = wanted && optionsOf(box).length > 0;
    listOf(box).hidden = !shown;
    box.setAttribute("aria-expanded", shown);
    if (!shown) choose(box, null);
    return shown;
  };
  const take = (box, option) => {
    box.value = option.dataset.value;
    listOf(box).replaceChildren();
    open(box, false);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    // What is understood now depends on the new text; htmx listens for typing.
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!isBox(box) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = optionsOf(box);
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open(box, true)) return;
      event.preventDefault();
      const from = at < 0 && event.key === "ArrowUp" ? 0 : at;
      choose(box, options[(from + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
    } else if (event.key === "Enter" && at >= 0 && !listOf(box).hidden) {
      event.preventDefault();
      take(box, options[at]);
    } else if (event.key === "Escape" && !listOf(box).hidden) {
      event.preventDefault();
      open(box, false);
    }
  });
  // Before the field loses its focus, so that it never does.
  document.addEventListener("pointerdown", (event) => {
    const option = event.target instanceof Element && event.target.closest("[role=listbox] > [role=option]");
    if (!option) return;
    event.preventDefault();
    take(boxOf(option.parentElement), option);
  });
  document.addEventListener("focusout", (event) => { if (isBox(event.target)) open(event.target, false); });
  document.addEventListener("htmx:afterSwap", (event) => {
    const list = event.detail.target;
    if (!(list instanceof Element) || !list.matches("[role=listbox]")) return;
    const box = boxOf(list);
    if (box) open(box, document.activeElement === box);
  });
})();
