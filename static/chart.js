/* The chart: tracing, arrow keys, filters, views and the peek drawer. Without it nodes are links and both views are pages. */
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const road = $(".roadmap"), map = $(".chart-map");
  if (!road || !map) return;
  const say = (text) => window.evenkeel?.say(text);
  const lines = { needs: new Map(), opens: new Map() };
  const nodes = () => $$(".node", map);
  const node = (id) => document.getElementById(`n-${id}`);

  // What a skill needs stands on the node itself, after transitive reduction.
  nodes().forEach((n) => {
    const needs = (n.dataset.needs || "").split(" ").filter(Boolean);
    lines.needs.set(n.dataset.id, needs);
    needs.forEach((p) => lines.opens.set(p, [...(lines.opens.get(p) || []), n.dataset.id]));
  });
  const allNeeded = (id, seen = new Set([id])) => {
    (lines.needs.get(id) || []).forEach((p) => seen.has(p) || (seen.add(p), allNeeded(p, seen)));
    return seen;
  };

  const trace = (n) => {
    const id = n.dataset.id, up = allNeeded(id), down = new Set(lines.opens.get(id) || []);
    nodes().forEach((m) => m.classList.toggle("on", up.has(m.dataset.id) || down.has(m.dataset.id)));
    $$(".edge", map).forEach((e) => e.classList.toggle("on",
      (up.has(e.dataset.a) && up.has(e.dataset.b)) || (e.dataset.a === id && down.has(e.dataset.b))));
    map.classList.add("tracing");
  };
  const clear = () => map.classList.remove("tracing");

  // One tab stop for the whole chart: the next step, or the first node.
  const setStop = (chosen) => nodes().forEach((m) => m.setAttribute("tabindex", m === chosen ? 0 : -1));
  const start = () => node($("#next")?.dataset.skill) || nodes()[0];
  map.addEventListener("pointerover", (e) => { const n = e.target.closest(".node"); if (n && e.pointerType !== "touch") trace(n); });
  map.addEventListener("pointerout", (e) => { if (e.target.closest(".node")) clear(); });
  map.addEventListener("focusin", (e) => {
    const n = e.target.closest(".node");
    if (n) { setStop(n); if (n.matches(":focus-visible")) trace(n); }
  });
  map.addEventListener("focusout", clear);

  const beside = {
    ArrowRight: (m, c) => +m.dataset.col > c, ArrowLeft: (m, c) => +m.dataset.col < c,
    ArrowDown: (m, c, r) => +m.dataset.col === c && +m.dataset.row > r,
    ArrowUp: (m, c, r) => +m.dataset.col === c && +m.dataset.row < r,
  };
  map.addEventListener("keydown", (e) => {
    const n = e.target.closest(".node");
    if (!n) return;
    if (e.key === "Escape") { clear(); return; }
    const may = beside[e.key];
    if (!may) return;
    e.preventDefault();
    const c = +n.dataset.col, r = +n.dataset.row, sideways = e.key === "ArrowRight" || e.key === "ArrowLeft";
    const cost = (m) => Math.abs(m.dataset.row - r) + (sideways ? Math.abs(m.dataset.col - c) * 1e5 : 0);
    nodes().filter((m) => may(m, c, r)).sort((a, b) => cost(a) - cost(b))[0]?.focus();
  });

  // Where the chart is wider than the screen, the next step comes into view.
  const box = $(".chart");
  const show = (n) => {
    if (!n || !box.clientWidth) return;
    const at = n.getBBox(), lanes = $(".chart-lanes", box)?.getBoundingClientRect().width || 0;
    box.scrollLeft = Math.max(0, at.x + at.width / 2 - (box.clientWidth - lanes) / 2);
  };
  setStop(start());
  show(start());
  document.addEventListener("htmx:afterSettle", (e) => { if (e.target.id === "next") setStop(start()); });

  // Chart or list: the same page either way, so only the address changes.
  $$("[data-view-link]").forEach((link) => link.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    road.dataset.view = link.dataset.viewLink;
    $$("[data-view-link]").forEach((l) => l === link ? l.setAttribute("aria-current", "true") : l.removeAttribute("aria-current"));
    history.replaceState(history.state, "", link.href);
    show(start());
    say(link.textContent.trim());
  }));
  const shownView = () => (getComputedStyle($(".as-map")).display === "none" ? "list" : "map");
  if (!$("[data-view-link][aria-current]")) $(`[data-view-link=${shownView()}]`)?.setAttribute("aria-current", "true");

  const on = new Set();
  $$("[data-filter]", road).forEach((chip) => chip.addEventListener("click", () => {
    const state = chip.dataset.filter;
    on.has(state) ? on.delete(state) : on.add(state);
    chip.setAttribute("aria-pressed", String(on.has(state)));
    map.classList.toggle("filtering", on.size > 0);
    nodes().forEach((n) => n.classList.toggle("hit", on.has(n.dataset.state)));
    $$(".as-list tbody tr").forEach((row) => (row.hidden = on.size > 0 && !on.has(row.dataset.state)));
    $$(".as-list details").forEach((lane) => {
      const left = $$("tbody tr:not([hidden])", lane).length;
      lane.hidden = left === 0;
      if (on.size && left) lane.open = true;
    });
    const many = on.size ? nodes().filter((n) => on.has(n.dataset.state)).length : nodes().length;
    say(road.dataset.showing.replace("%d", many));
  }));

  // Peek: a drawer beside the chart; the page of the skill stays one click (or Ctrl-click) away.
  const peek = $("#peek");
  let opener = null;
  const close = () => { if (peek.firstElementChild) { peek.replaceChildren(); opener?.focus(); opener = null; } };
  map.addEventListener("click", (e) => {
    const n = e.target.closest(".node");
    if (!n || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || !window.htmx) return;
    e.preventDefault();
    opener = n;
    htmx.ajax("GET", `${n.getAttribute("href")}peek/`, { target: "#peek", swap: "innerHTML" })
      .then(() => $("h2", peek)?.focus(), () => {}); // what went wrong is said by the page's own alert
  });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
  document.addEventListener("click", (e) => { if (e.target.closest("[data-close-peek]")) { e.preventDefault(); close(); } });
})();
