/* What HTML and htmx do not do by themselves. Every page works without this file.

   For other scripts: evenkeel.say(text) announces through #status.
   For the server: `HX-Trigger: {"say": "…"}` announces, `[data-focus]` in swapped content takes the focus. */
"use strict";

(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;

  const say = (text) => {
    const status = one("#status");
    if (!status) return;
    // Screen readers stay silent when the same text is written over itself.
    status.textContent = "";
    requestAnimationFrame(() => { status.textContent = text; });
  };
  window.evenkeel = Object.freeze({ say });
  document.addEventListener("say", (event) => say(event.detail.value));

  // -- Requests of htmx carry the token of the page (htmx 2 and 4 name the event differently)
  const token = () => one("[name=csrfmiddlewaretoken]")?.value ?? "";
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (request.method !== "GET") request.headers["X-CSRFToken"] = token();
  });

  // -- Theme: at once here, and in the background on the server; without script the form does it
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  document.addEventListener("submit", (event) => {
    const button = one("[data-theme-toggle]", event.target);
    if (!button) return;
    event.preventDefault();
    root.dataset.theme = dark() ? "light" : "dark";
    const body = new URLSearchParams(new FormData(event.target));
    body.set("theme", root.dataset.theme);
    fetch(event.target.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    say(button.dataset[root.dataset.theme] ?? "");
  });

  // -- The time zone of the device, for forms that ask for it
  all("input[data-time-zone]").forEach((field) => {
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
  });

  // -- Toasts stay eight seconds, and as long as they are pointed at or hold the focus
  const STAYS = 8000;
  const arm = (toast) => {
    toast.dataset.armed = "";
    let timer;
    const leave = () => { timer = setTimeout(() => toast.remove(), STAYS); };
    const stay = () => clearTimeout(timer);
    ["pointerenter", "focusin"].forEach((name) => toast.addEventListener(name, stay));
    ["pointerleave", "focusout"].forEach((name) => toast.addEventListener(name, () => {
      stay();
      if (!toast.matches(":hover, :focus-within")) leave();
    }));
    say((one("span", toast) ?? toast).textContent.trim().replace(/\s+/g, " "));
    leave();
  };
  const armToasts = () => all("#toasts .toast:not([data-armed])").forEach(arm);

  // -- Focus after a swap: the first wrong field, or what the server points at
  const focusOn = (within) => {
    const wrong = one('[aria-invalid="true"]', within);
    const asked = one("[data-focus]", within);
    (wrong ?? asked)?.focus();
    // Asked once: a later swap elsewhere must not be pulled back here.
    asked?.removeAttribute("data-focus");
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    armToasts();
    if (event.detail.xhr?.status === 422 || one("[data-focus]", event.detail.elt.parentElement ?? document)) {
      focusOn(event.detail.elt.parentElement ?? document);
    }
  });
  armToasts();
  one('[aria-invalid="true"]')?.focus();

  // -- A request that failed says so where the reader is, and keeps what was typed
  const failed = (name) => {
    const source = one(`template#${name}`);
    if (!source) return;
    all("[data-failure]").forEach((old) => old.remove());
    const alert = source.content.firstElementChild.cloneNode(true);
    one("#main").prepend(alert);
    alert.scrollIntoView({ block: "nearest" });
  };
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, () => failed("no-answer")));
  document.addEventListener("htmx:responseError", () => failed("refused"));
  document.addEventListener("htmx:beforeSend", () => all("[data-failure]").forEach((old) => old.remove()));

  // -- Menus close on a click elsewhere and on Escape; the print button prints
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-print]")) print();
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => {
      menu.open = false;
      if (menu.contains(document.activeElement)) one("summary", menu).focus();
    });
  });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details.lane:not([open])");
    folded.forEach((lane) => { lane.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((lane) => { lane.open = false; }));
  all("[data-print]").forEach((button) => { button.hidden = false; });

  // -- Single-letter keys: never while typing, and not at all for those who turned them off (WCAG 2.1.4)
  const typing = "input, textarea, select, [contenteditable]";
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.letterKeys === "off" || event.key.length !== 1) return;
    if (event.target instanceof Element && event.target.closest(typing)) return;
    const open = one("dialog[open]");
    const named = all(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`, open ?? document);
    const goal = named.find((element) => element.checkVisibility());
    if (!goal) return;
    event.preventDefault();
    if (goal.matches(typing)) goal.focus();
    else goal.click();
  });
})();
