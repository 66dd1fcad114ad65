// Enhancement only: every page works without this file.

// The theme switch: remember the choice and show it at once.
for (const radio of document.querySelectorAll("[name=theme]")) {
  if (radio.value === (document.documentElement.dataset.theme || "auto")) radio.checked = true;
  radio.addEventListener("change", () => {
    if (radio.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = radio.value;
    try {
      localStorage.setItem("theme", radio.value);
    } catch {
      // The choice then holds for this page.
    }
  });
}

// Copy and print buttons stay hidden until they can work.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = "Link copied";
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// An open part closes again by Escape, and focus goes back to what opened it.
document.addEventListener("keydown", (event) => {
  const share = event.key === "Escape" && document.querySelector(".share[open]");
  if (!share) return;
  share.open = false;
  share.querySelector("summary").focus();
});
