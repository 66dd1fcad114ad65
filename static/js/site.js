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

// Says it to those who do not see the words change.
const status = Object.assign(document.createElement("p"), { className: "vh", role: "status" });
document.body.append(status);

async function copy(address, shown) {
  const words = shown.textContent;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    return; // Not allowed: the address stands there to be copied by hand.
  }
  shown.textContent = status.textContent = "Link copied";
  setTimeout(() => {
    shown.textContent = words;
    status.textContent = "";
  }, 2000);
}

// Share, copy and print buttons stay hidden until they can work: the system's own sheet, else copying.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    const url = document.getElementById(button.dataset.share).value;
    navigator.share({ title: document.title, url }).catch(() => {}); // Closed without sharing.
  });
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard || Boolean(navigator.share);
  button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy).value, button));
}

// A section's link to itself goes there, and copies the address.
for (const link of navigator.clipboard ? document.querySelectorAll("a.self") : []) {
  link.addEventListener("click", () => copy(link.href, link));
}

// Paper cannot be opened by a click.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
});

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
