/* Keeps the numbers beside a text as many as its lines. Without this file they stay as they were sent. */
"use strict";

(() => {
  document.querySelectorAll(".editor").forEach((editor) => {
    const [numbers, text] = editor.children;
    const FREE = 3;
    text.addEventListener("input", () => {
      const many = text.value.split("\n").length + FREE - 1;
      if (many === text.rows) return;
      text.rows = many;
      numbers.textContent = Array.from({ length: many }, (_, at) => at + 1).join("\n");
    });
  });
})();
