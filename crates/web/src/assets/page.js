// What makes a page handier. Every page works without it; what needs it is `hidden` until it is here.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  const say = (text) => {
    const toasts = document.querySelector(".toasts");
    if (!toasts || !text) return;
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.textContent = text;
    toasts.append(toast);
    setTimeout(() => toast.remove(), 4000);
  };

  // The clipboard is closed to pages that come over plain HTTP from another machine.
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) throw new Error("not copied");
  };
  for (const button of all("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const link = location.href;
      copy(link).then(() => say(button.dataset.said), () => say(link));
    });
  }

  // Theme: system, light, dark, and round again. theme.js puts it on the next page.
  const themes = ["system", "light", "dark"];
  const switches = all("button[data-theme-set]");
  const name = () => {
    for (const button of switches) button.querySelector(".txt").textContent = button.dataset[root.dataset.theme ?? "system"];
  };
  for (const button of switches) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
      if (next === "system") delete root.dataset.theme;
      else root.dataset.theme = next;
      try {
        if (next === "system") localStorage.removeItem("theme");
        else localStorage.setItem("theme", next);
      } catch {
        // Then it holds for this page.
      }
      name();
    });
  }
  name();

  // Menus close on Escape, on a click elsewhere, and when another opens.
  const menus = [...all("details[data-menu]")];
  const close = (but) => {
    for (const menu of menus) if (menu !== but) menu.open = false;
  };
  addEventListener("click", (event) => close(menus.find((menu) => menu.contains(event.target))));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus.find((menu) => menu.open)?.querySelector("summary").focus();
    close();
  });

  // The chosen segment stays in sight where the scope bar scrolls sideways.
  const bar = document.querySelector(".scope-in");
  const chosen = bar && bar.scrollWidth > bar.clientWidth && bar.querySelector(".seg [aria-current]");
  if (chosen && chosen.offsetLeft + chosen.offsetWidth > bar.clientWidth) bar.scrollLeft = chosen.offsetLeft - 64;

  // A form that starts work is sent once; going back makes it usable again.
  for (const form of all("form[data-submit-once]")) {
    const busy = (is) => {
      form.ariaBusy = String(is);
      for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = is;
    };
    // After the browser has read the form, or the pressed button's own value would be lost.
    form.addEventListener("submit", () => setTimeout(() => busy(true)));
    addEventListener("pageshow", () => busy(false));
  }

  // A form that only asks leaves its empty fields out of the address.
  for (const form of all("form[method=get]")) {
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
  }

  // Files dropped on the area go to its input.
  for (const area of all("[data-drop]")) {
    const input = area.querySelector("input[type=file]");
    const over = (event, is) => {
      event.preventDefault();
      area.classList.toggle("over", is);
    };
    area.addEventListener("dragover", (event) => over(event, true));
    area.addEventListener("dragleave", (event) => over(event, false));
    area.addEventListener("drop", (event) => {
      over(event, false);
      const files = new DataTransfer();
      for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) files.items.add(file);
      if (!files.files.length) return;
      input.files = files.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // Progress as it happens: each message is { step, done, total, state, note }.
  for (const job of all("[data-events]")) {
    const steps = [...job.querySelectorAll("[data-step]")];
    const meter = job.querySelector("progress");
    const note = job.querySelector("[data-note]");
    const source = new EventSource(job.dataset.events);
    const leave = () => {
      source.close();
      location.replace(job.dataset.then);
    };
    const mark = (step, state) => {
      step.dataset.state = state;
      const word = step.querySelector(".unseen");
      if (word) word.textContent = job.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`] ?? "";
    };
    source.addEventListener("message", ({ data }) => {
      const { step, done, total, state, note: text } = JSON.parse(data);
      const at = steps.findIndex(({ dataset }) => dataset.step === step);
      steps.forEach((each, i) => {
        if (state === "done" || i < at) mark(each, "done");
        else if (i === at) mark(each, state === "failed" ? "failed" : "now");
        else mark(each, "wait");
      });
      if (meter && total) Object.assign(meter, { max: total, value: done });
      else meter?.removeAttribute("value");
      if (note && text != null) note.textContent = text;
      if (state === "done" || state === "failed") leave();
    });
    // The browser connects again by itself; where it gave up, the work is over or gone.
    source.addEventListener("error", () => source.readyState === EventSource.CLOSED && leave());
  }
})();
