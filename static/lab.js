/* Copies the code of a lab. Without this file, or without a clipboard, there are no buttons. */
"use strict";

(() => {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const code = button.parentElement.querySelector("code").textContent;
      navigator.clipboard.writeText(`${code}\n`).then(() => window.evenkeel.say(button.dataset.copy), () => {});
    });
  });
})();
