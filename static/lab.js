/* Copies the code of a lab, or the link that asks for its review. Without this file, or without a
   clipboard, there are no buttons: the text can be selected all the same. */
"use strict";

(() => {
  if (!navigator.clipboard) return;
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.copyFrom ?? "");
      const text = field ? field.value : `${button.parentElement.querySelector("code").textContent}\n`;
      navigator.clipboard.writeText(text).then(() => window.evenkeel.say(button.dataset.copy), () => {});
    });
  });
})();
