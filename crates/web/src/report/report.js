// Draws the figures in the colours of the reader's theme, again when theme, width or paper change.
(() => {
  "use strict";
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // A tick needs room for its words: keep every second, third, ... where there is none.
  const thin = (axis, width) => {
    const room = Math.max(1, Math.floor(width / 44));
    const every = Math.ceil(axis.tickvals.length / room);
    if (every < 2) return;
    const kept = (_, at) => at % every === 0;
    axis.ticktext = axis.ticktext.filter(kept);
    axis.tickvals = axis.tickvals.filter(kept);
  };

  const draw = (night, paper) => {
    for (const figure of figures) {
      const box = document.getElementById("plot-" + figure.id);
      const { data, layout, config } = structuredClone(night ? figure.dark : figure.light);
      const width = paper || box.clientWidth;
      layout.width = width;
      layout.height = box.clientHeight;
      thin(layout.xaxis, width - layout.margin.l - layout.margin.r);
      Plotly.react(box, data, layout, { ...config, responsive: false });
    }
  };
  const again = () => draw(dark.matches);

  // The page's width may settle after this runs, and without a word from the window.
  let waiting = 0;
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(again, 120);
  }).observe(document.body);
  dark.addEventListener("change", again);
  // Paper is light, and its width is not the window's.
  addEventListener("beforeprint", () => draw(false, 440));
  addEventListener("afterprint", again);
  again();
})();
