// Puts the reader's choice of theme on the page before anything is drawn, so that it never flashes.
// Loaded in the head without `defer`; page.js has the switch.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing follows the system.
}
