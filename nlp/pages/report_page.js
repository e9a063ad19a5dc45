"use strict";
/* The page works without this: links lead from mark to card. With it the chosen card stands beside the text,
   wires join problems and measures, and arrow keys walk through the tables. */
(() => {
  const root = document.documentElement;
  const shown = document.getElementById("shown");
  const hint = shown.firstElementChild;
  const byId = (id) => document.getElementById(id);
  root.classList.add("js");
  let back = null;

  const clear = () => {
    document.querySelectorAll(".on, .linked").forEach((e) => e.classList.remove("on", "linked"));
    shown.classList.remove("open");
    shown.replaceChildren(hint);
  };

  const pick = (id, from) => {
    const card = byId(id);
    if (!card) return;
    clear();
    back = from || null;
    const copy = card.cloneNode(true);
    copy.removeAttribute("id");
    copy.removeAttribute("tabindex");
    copy.querySelectorAll("[id]").forEach((e) => e.removeAttribute("id"));
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "关闭 Close";
    close.addEventListener("click", leave);
    shown.replaceChildren(close, copy);
    shown.classList.add("open");
    shown.scrollTop = 0;
    if (from && getComputedStyle(shown).position === "fixed") {
      scrollBy({ top: from.getBoundingClientRect().top - innerHeight * 0.2 });
    }
    card.classList.add("on");
    document.querySelectorAll(`.source [data-of~="${id}"]`).forEach((e) => e.classList.add("on"));
    for (const other of card.dataset.links.split(" ").filter(Boolean)) {
      document.querySelectorAll(`.source [data-of~="${other}"]`).forEach((e) => e.classList.add("linked"));
    }
    document.querySelectorAll(".wires path").forEach((path) => {
      path.classList.toggle("on", path.dataset.ends.split(" ").includes(id));
    });
  };

  const leave = () => {
    const to = back;
    clear();
    if (to) to.focus({ preventScroll: true });
    back = null;
  };

  /* Opens what hides a place and shows it; a frame without an address of its own can't follow its own links. */
  const go = (id) => {
    const place = byId(id);
    if (!place) return false;
    for (let e = place.parentElement; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    if (location.protocol === "about:") {
      place.scrollIntoView({ block: "center" });
      return true;
    }
    return false;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      if (link.dataset.pick) {
        event.preventDefault();
        pick(link.dataset.pick, link);
        return;
      }
      if (go(link.getAttribute("href").slice(1))) event.preventDefault();
      return;
    }
    const run = event.target.closest(".source [data-of]");
    if (!run || String(getSelection())) return;
    const unit = run.dataset.of.split(" ").find((id) => id.startsWith("u"));
    if (unit) pick(unit, document.querySelector(`.flag[data-pick="${unit}"]`));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const here = event.target.closest && event.target.closest(".statute td");
    if (!step || !here) return;
    event.preventDefault();
    walk(here, step);
  });

  /* One number of a table can be reached by Tab, the others by arrow keys. */
  const numbers = [...document.querySelectorAll(".statute table")];
  for (const table of numbers) {
    table.querySelectorAll(".num").forEach((e, n) => { e.tabIndex = n ? -1 : 0; });
  }
  const walk = (cell, [down, right]) => {
    let row = cell.parentElement;
    let at = [...row.querySelectorAll("td")].indexOf(cell);
    do {
      if (right) at += right;
      else row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      if (!row || at < 0) return;
      const cells = row.querySelectorAll("td");
      if (right && at >= cells.length) return;
      const next = cells[Math.min(at, cells.length - 1)];
      const link = next && next.querySelector("a");
      if (link) {
        cell.closest("table").querySelectorAll(".num").forEach((e) => { e.tabIndex = -1; });
        link.tabIndex = 0;
        link.focus();
        return;
      }
    } while (true);
  };

  /* The wires: from the edge of a problem's card to that of each measure linked to it. */
  const board = document.querySelector(".board");
  const draw = () => {
    const svg = board.querySelector(".wires");
    svg.replaceChildren();
    const frame = board.getBoundingClientRect();
    board.querySelectorAll(".card.problem").forEach((from) => {
      const basis = from.dataset.basis.split(" ");
      from.dataset.links.split(" ").filter(Boolean).forEach((id, n) => {
        const to = byId(id);
        if (!to) return;
        const a = from.getBoundingClientRect();
        const b = to.getBoundingClientRect();
        const [x1, y1] = [a.right - frame.left, a.top - frame.top + Math.min(a.height / 2, 60)];
        const [x2, y2] = [b.left - frame.left, b.top - frame.top + Math.min(b.height / 2, 60)];
        const bend = (x2 - x1) / 2;
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("d", `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`);
        path.setAttribute("class", basis[n]);
        path.dataset.ends = `${from.id} ${id}`;
        svg.append(path);
      });
    });
  };
  if (board) new ResizeObserver(draw).observe(board);

  addEventListener("hashchange", () => go(location.hash.slice(1)));
  if (location.hash) go(decodeURIComponent(location.hash.slice(1)));
})();
