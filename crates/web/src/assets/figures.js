// Draws the page's figures in the colours of the reader's theme, and again when theme, width or paper
// change. Loaded with `defer` after Plotly's script.
(() => {
  "use strict";
  const source = document.getElementById("figures");
  if (!source || !globalThis.Plotly) return;
  const figures = new Map(JSON.parse(source.textContent).map((figure) => [figure.id, figure]));
  const boxes = [...document.querySelectorAll(".plot[data-figure]")].filter((box) => figures.has(box.dataset.figure));
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const night = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  // Plotly makes words bold by a style attribute, which the page's policy forbids to markup but not to
  // scripts that set properties: take the second way, to the same effect.
  const set = SVGElement.prototype.setAttribute;
  SVGElement.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else set.call(this, name, value);
  };

  // A tick needs room for its words: keep every second, third, ... where there is none.
  const thin = (axis, width) => {
    if (!axis?.tickvals || !axis.ticktext) return;
    const every = Math.ceil(axis.tickvals.length / Math.max(1, Math.floor(width / 44)));
    if (every < 2) return;
    const kept = (_, at) => at % every === 0;
    axis.ticktext = axis.ticktext.filter(kept);
    axis.tickvals = axis.tickvals.filter(kept);
  };

  const specification = (id, dark, width, height) => {
    const figure = figures.get(id);
    const { data, layout, config } = structuredClone(dark ? figure.dark : figure.light);
    Object.assign(layout, { width, height });
    thin(layout.xaxis, width - (layout.margin?.l ?? 0) - (layout.margin?.r ?? 0));
    return { data, layout, config: { ...config, responsive: false } };
  };

  // A point that carries a path opens it. A finger has no hover: its first tap shows the label.
  const path = ({ points }) => points.map((point) => [point.customdata].flat()[0]).find((to) => /^\/(?!\/)/.test(to));
  const listen = (box) => {
    let shown = "";
    box.on("plotly_hover", (event) => box.classList.toggle("opens", Boolean(path(event))));
    box.on("plotly_unhover", () => box.classList.remove("opens"));
    box.on("plotly_click", (event) => {
      const to = path(event);
      const first = matchMedia("(hover: none)").matches && shown !== to;
      shown = to;
      if (!to || first) return;
      const apart = event.event?.ctrlKey || event.event?.metaKey;
      if (apart) open(to, "_blank", "noopener");
      else location.assign(to);
    });
  };

  const draw = (box, dark, width = box.clientWidth, height = box.clientHeight) => {
    // Not in sight, as in closed details: drawn when its width becomes known.
    if (!box.clientWidth) return;
    const { data, layout, config } = specification(box.dataset.figure, dark, width, height);
    const fresh = !box.classList.contains("js-plotly-plot");
    Plotly.react(box, data, layout, config);
    if (fresh) listen(box);
  };
  const again = () => boxes.forEach((box) => draw(box, night()));

  const waiting = new Map();
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.clientWidth === target.layout?.width && target.clientHeight === target.layout?.height) continue;
      clearTimeout(waiting.get(target));
      waiting.set(target, setTimeout(() => draw(target, night()), 120));
    }
  });

  // As a picture it leaves the page, so it takes its title, its scope and its ground along.
  const picture = async (link) => {
    const id = link.dataset.png;
    const box = boxes.find((each) => each.dataset.figure === id);
    const card = box.closest(".card");
    const style = getComputedStyle(card);
    const head = 64;
    const side = 12;
    const wide = Math.max(box.clientWidth, 640) + 2 * side;
    const { data, layout, config } = specification(id, night(), wide, Math.max(box.clientHeight, 300) + head);
    const text = card.querySelector("h2")?.textContent ?? "";
    layout.title = {
      text, x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { l: side, t: 16 },
      font: { size: 16, weight: 600, color: style.color },
      subtitle: { text: link.dataset.note ?? "", font: { size: 12, color: layout.font?.color } },
    };
    const { l = 0, r = 0, t = 0 } = layout.margin ?? {};
    layout.margin = { ...layout.margin, l: l + side, r: r + side, t: t + head };
    layout.paper_bgcolor = style.backgroundColor;
    const { width, height } = layout;
    const address = await Plotly.toImage({ data, layout, config }, { format: "png", width, height, scale: 2 });
    const save = document.createElement("a");
    Object.assign(save, { href: address, download: link.getAttribute("download") || `${id}.png` });
    save.click();
  };
  for (const link of document.querySelectorAll("a[data-png]")) {
    if (!figures.has(link.dataset.png)) continue;
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      picture(link);
    });
  }

  again();
  boxes.forEach((box) => observer.observe(box));
  system.addEventListener("change", again);
  new MutationObserver(again).observe(root, { attributeFilter: ["data-theme"] });
  // Paper is light, and its size is not the window's: two cards a row, or one over both.
  addEventListener("beforeprint", () => {
    for (const box of boxes) draw(box, false, box.closest(".c-3, .c-4, .c-5, .c-6, .c-7, .c-8") ? 440 : 920, 280);
  });
  addEventListener("afterprint", again);
})();
