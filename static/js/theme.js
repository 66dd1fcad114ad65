// Loaded before the first paint: the reader's choice of theme, kept in this browser only.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; the device's preference then holds.
}
