"use strict";
/* The page works without this, but for the evidence: a mark (a link to #m12) opens the sentences behind it. */
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("evidence");
  const W = data.words;
  let back = null;

  const el = (name, className, ...inside) => {
    const e = document.createElement(name);
    if (className) e.className = className;
    e.append(...inside.filter((x) => x !== null && x !== ""));
    return e;
  };
  const en = (text) => {
    const e = el("span", "en", text);
    e.lang = "en";
    return e;
  };
  const both = (pair) => [pair[0], pair[1] ? " " : "", pair[1] ? en(pair[1]) : ""];
  const link = (address, pair) => {
    const a = el("a", "", ...both(pair));
    a.href = address;
    a.rel = "noreferrer";
    return a;
  };

  const who = (number) => {
    const [organ, year, path, source, page] = data.reports[number];
    const p = el("p", "who", organ || W.panel.no_organ.join(" "), year ? ` ${year}` : "");
    if (source) p.append(link(source, W.panel.source));
    if (page) p.append(link(page, W.panel.page));
    return el("div", "", p, el("p", "path", path));
  };

  const line = (number, place, all) => {
    const [kind, text, codes, report] = data.lines[number];
    const box = el("div", "line");
    const before = place ? data.lines[all[place - 1]][3] : -1;
    if (report >= 0 && report !== before) box.append(who(report));
    box.append(el("span", "tag", ...both(W.evidence[kind] || [kind, ""])), el("q", "", text));
    if (codes.length) box.append(el("p", "codes", ...codes.map((c) => el("span", "", ...both(data.codes[c])))));
    return box;
  };

  const show = (number, from) => {
    const mark = data.marks[number];
    if (!mark) return false;
    const [zh, english, what, total, items] = mark;
    close(false);
    back = from || null;
    const button = el("button", "close", W.panel.close.join(" "));
    button.type = "button";
    button.addEventListener("click", () => close(true));
    const counted = total > items.length ? `${items.length} / ${W.panel.of[0]} ${total} ` : `${total} `;
    const told = total > items.length ? `${items.length} ${W.panel.of[1]} ${total} ${W.what[what][1]}` : W.what[what][1];
    const list = el("ul", "", ...items.map((n) => {
      const [report, lines, extra] = data.items[n];
      return el("li", "item", who(report), ...lines.map(line), extra ? el("p", "told", extra) : "");
    }));
    panel.replaceChildren(
      button,
      el("h2", "", zh, en(english)),
      el("p", "count", counted, W.what[what][0], " ", en(told)),
      total ? list : el("p", "told", ...both(W.panel.nothing)),
    );
    panel.hidden = false;
    panel.scrollTop = 0;
    document.querySelectorAll(`svg a[href="#m${number}"]`).forEach((a) => a.classList.add("on"));
    if (from && innerWidth < 768) {
      const at = from.getBoundingClientRect();
      if (at.bottom > innerHeight * 0.36) scrollBy({ top: at.top - innerHeight * 0.2 });
    }
    panel.focus({ preventScroll: true });
    return true;
  };

  const close = (home) => {
    document.querySelectorAll("svg a.on").forEach((a) => a.classList.remove("on"));
    panel.hidden = true;
    panel.replaceChildren();
    if (home && back) back.focus({ preventScroll: true });
    if (home) back = null;
  };

  const marked = (address) => {
    const met = /^#m(\d+)$/.exec(address || "");
    return met ? Number(met[1]) : -1;
  };

  document.addEventListener("click", (event) => {
    const a = event.target.closest("a");
    const number = a ? marked(a.getAttribute("href")) : -1;
    if (number < 0) return;
    event.preventDefault();
    if (show(number, a)) history.replaceState(null, "", `#m${number}`);
  });

  /* Of the marks of a chart one can be reached by Tab, the others by arrow keys, to the nearest in that direction. */
  const charts = [...document.querySelectorAll("svg.chart")];
  for (const chart of charts) chart.querySelectorAll("a").forEach((a, n) => a.setAttribute("tabindex", n ? "-1" : "0"));
  const middle = (a) => {
    const box = a.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };
  const walk = (here, [right, down]) => {
    const [x, y] = middle(here);
    let best = null;
    let least = Infinity;
    for (const a of here.closest("svg").querySelectorAll("a")) {
      const [dx, dy] = [middle(a)[0] - x, middle(a)[1] - y];
      const along = dx * right + dy * down;
      const aside = Math.abs(dx * down) + Math.abs(dy * right);
      if (along > 1 && along + 3 * aside < least) [best, least] = [a, along + 3 * aside];
    }
    if (!best) return;
    here.closest("svg").querySelectorAll("a").forEach((a) => a.setAttribute("tabindex", "-1"));
    best.setAttribute("tabindex", "0");
    best.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      close(true);
      return;
    }
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const here = event.target.closest && event.target.closest("svg.chart a");
    if (!step || !here) return;
    event.preventDefault();
    walk(here, step);
  });

  /* What a mark says, on hover. */
  for (const a of document.querySelectorAll("svg.chart a")) {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = a.getAttribute("aria-label");
    a.prepend(title);
  }

  /* Paper has every open table; a link to a mark opens it. */
  const open = () => show(marked(location.hash), null);
  addEventListener("hashchange", open);
  open();
})();
