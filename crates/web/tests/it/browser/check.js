// What a page must have for everybody to use it; each fault in a line. After the rules of axe-core that concern us.
(lang) => {
  const faults = new Set();
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const open = all("details:not([open])");
  for (const each of open) each.open = true;
  const hidden = (e) => !e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const silent = (e) => hidden(e) || e.closest("[aria-hidden=true]");
  const name = (e) => `${e.tagName.toLowerCase()}${e.id && `#${e.id}`}${[...e.classList].map((c) => `.${c}`).join("")} "${(e.textContent ?? "").trim().slice(0, 30)}"`;
  const say = (rule, e) => faults.add(`${rule}: ${e instanceof Element ? name(e) : e}`);

  // Language, title, landmarks.
  if (document.documentElement.lang !== lang) say("lang", document.documentElement.lang);
  if (!document.title.trim()) say("title", "none");
  const mains = all("main").filter((e) => !hidden(e));
  if (mains.length !== 1) say("one main", mains.length);
  const navs = all("nav").filter((e) => !hidden(e));
  if (navs.length > 1 && navs.some((e) => !e.getAttribute("aria-label"))) say("navs without names", navs.length);
  const landmark = "main, nav, aside, [role=region][aria-label], [role=search], [role=status], .skip, .phone-bar";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    const e = text.parentElement;
    if (!text.data.trim() || e.closest("script, style, noscript, option") || hidden(e)) continue;
    texts.push(e);
    if (!e.closest(`${landmark}, #js-plotly-tester`)) say("outside of landmarks", e);
  }

  // Headings: one first, and no level left out.
  const heads = all("h1, h2, h3, h4, h5, h6").filter((e) => !silent(e));
  const firsts = heads.filter((e) => e.matches("h1"));
  if (firsts.length !== 1) say("one h1", firsts.length);
  heads.forEach((e, at) => {
    if (!e.textContent.trim()) say("empty heading", e);
    if (at && Number(e.tagName[1]) > Number(heads[at - 1].tagName[1]) + 1) say("a level of headings is left out", e);
  });

  // Names.
  const spoken = (e) => {
    if (e.nodeType === Node.TEXT_NODE) return e.data;
    if (e.nodeType !== Node.ELEMENT_NODE || e.ariaHidden === "true" || e.hidden) return "";
    return e.ariaLabel || e.alt || [...e.childNodes].map(spoken).join(" ");
  };
  const named = (e) => {
    const by = (e.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean).map((id) => document.getElementById(id));
    return e.ariaLabel || by.map((b) => b?.textContent ?? "").join("") || [...(e.labels ?? [])].map(spoken).join("").trim() || spoken(e).trim();
  };
  for (const e of all("a[href], button, summary, [tabindex], [role=img], [role=button], progress, meter")) {
    if (!silent(e) && !named(e)) say("no name", e);
  }
  for (const e of all("input:not([type=hidden]), select, textarea")) {
    if (!silent(e) && !named(e).replace(e.textContent ?? "", "").trim()) say("no label", e);
  }
  for (const e of all("img")) if (!e.hasAttribute("alt")) say("no alt", e);
  for (const e of all("svg:not([aria-hidden=true], #js-plotly-tester)")) {
    if (!e.closest("[role=img]") && !hidden(e)) say("a picture neither named nor hidden", e);
    if (e.matches("[role=img]") && !e.ariaLabel) say("a picture without name", e);
  }

  // Ids, references, order of focus.
  const ids = new Map();
  for (const e of all("[id]")) if (!e.closest(".plot svg")) ids.set(e.id, (ids.get(e.id) ?? 0) + 1);
  for (const [id, times] of ids) if (times > 1) say("an id twice", id);
  for (const attribute of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
    for (const e of all(`[${attribute}]`)) {
      for (const id of e.getAttribute(attribute).split(" ")) if (!document.getElementById(id)) say(`${attribute} of nothing`, e);
    }
  }
  for (const e of all("[tabindex]")) if (e.tabIndex > 0) say("an order of its own", e);
  const control = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  for (const e of all("a[href], button, summary")) if (e.querySelector(control)) say("a control within a control", e);
  for (const e of all("[aria-hidden=true]")) if (e.matches(control) || e.querySelector(control)) say("a hidden control", e);

  // Tables and lists.
  for (const table of all("table").filter((e) => !hidden(e))) {
    if (!table.querySelector("th")) say("a table without heads", table);
    for (const e of all("th", table)) {
      if (!["col", "row", "colgroup", "rowgroup"].includes(e.scope)) say("a head without scope", e);
      if (!spoken(e).trim()) say("an empty head", e);
    }
    for (const row of all("tbody tr", table)) {
      const cells = [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
      const heads = [...(table.tHead?.rows[0]?.cells ?? [])].reduce((sum, cell) => sum + cell.colSpan, 0);
      if (heads && cells !== heads) say(`${cells} cells under ${heads} heads`, row);
    }
  }
  for (const e of all("ul > :not(li, script, template), ol > :not(li, script, template)")) say("a list holds something else", e);
  for (const e of all("li")) if (!e.parentElement.matches("ul, ol, menu")) say("an item without list", e);
  for (const e of all("dt, dd")) if (!e.parentElement.matches("dl, dl > div")) say("a term without list", e);

  // What scrolls must be reached by keyboard.
  for (const e of all("body *")) {
    if (hidden(e) || e.closest("svg") || !/auto|scroll/.test(getComputedStyle(e).overflowX + getComputedStyle(e).overflowY)) continue;
    const scrolls = e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1;
    if (scrolls && e.tabIndex < 0 && !e.querySelector(control)) say("scrolls by mouse only", e);
  }

  // Contrast, with every colour as the browser would paint it.
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const colours = new Map();
  const colour = (text) => {
    if (!colours.has(text)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = text;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      colours.set(text, [r, g, b, a / 255]);
    }
    return colours.get(text);
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = (e) => {
    if (!e) return [255, 255, 255, 1];
    const own = colour(getComputedStyle(e).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(e.parentElement));
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const judge = (e, style, text) => {
    const behind = ground(e);
    let [r, g, b, a] = colour(text);
    for (let up = e; up; up = up.parentElement) a *= Number(getComputedStyle(up).opacity);
    const [low, high] = [light(over([r, g, b, a], behind)), light(behind)].sort((x, y) => x - y);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < least) say(`contrast ${contrast.toFixed(2)} of ${least}, ${text} on ${behind.map(Math.round)}`, e);
  };
  for (const e of new Set(texts)) {
    if (e.closest("[disabled], [aria-disabled=true], .unseen, .skip")) continue;
    const style = getComputedStyle(e);
    // Words within marks of a figure are on the mark, not on the card.
    if (e.closest(".plot") && !e.closest(".xtick, .ytick, .legend, .annotation, .g-xtitle, .g-ytitle")) continue;
    // The mark of a key is no word.
    if (!/[\p{L}\p{N}]/u.test(e.textContent)) continue;
    judge(e, style, e.closest("svg") ? style.fill : style.color);
  }
  for (const e of all("input[placeholder]")) if (!hidden(e)) judge(e, getComputedStyle(e), getComputedStyle(e, "::placeholder").color);
  for (const e of all("input, select")) if (!hidden(e) && e.type !== "hidden") judge(e, getComputedStyle(e), getComputedStyle(e).color);

  for (const each of open) each.open = false;
  return [...faults];
}
