// Suggestions under every search box, as an ARIA combobox. Without this file the boxes are plain forms.

const htmxAddress = document.currentScript.dataset.htmx;
let htmxAsked = false;

// Most visits search for nothing: htmx comes with the first look at a search box, unless the page has it already.
function loadHtmx(whenReady) {
  if (window.htmx || htmxAsked) return;
  if (document.readyState !== "complete") {
    window.addEventListener("load", () => loadHtmx(whenReady), { once: true });
    return;
  }
  htmxAsked = true;
  const script = document.createElement("script");
  script.src = htmxAddress;
  script.addEventListener("load", whenReady);
  document.head.append(script);
}

function combobox(input) {
  const list = document.getElementById(input.dataset.suggest);
  const status = list.parentElement.querySelector("[role=status]");
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.children];

  function choose(position) {
    active = position;
    options().forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    const option = options()[active];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  input.addEventListener("focus", () =>
    loadHtmx(() => {
      if (input.value.trim() && document.activeElement === input) input.dispatchEvent(new Event("suggest"));
    }),
  );
  input.addEventListener("blur", () => show(false));
  input.addEventListener("input", () => {
    if (!input.value.trim()) show(false);
  });
  input.addEventListener("htmx:beforeRequest", (event) => {
    if (!input.value.trim()) event.preventDefault();
  });
  list.addEventListener("htmx:afterSwap", () => {
    options().forEach((option, index) => (option.id = `${list.id}-${index}`));
    const count = options().length;
    const wanted = count > 0 && input.value.trim() && document.activeElement === input;
    show(Boolean(wanted));
    status.textContent = wanted ? `${count} suggestion${count === 1 ? "" : "s"}` : "";
  });

  input.addEventListener("keydown", (event) => {
    const count = options().length;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count || !input.value.trim()) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (!isOpen) show(true);
      // One stop between the last and the first option is the box itself.
      choose(((active + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      show(false);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.href);
    } else if (event.key === "Tab") show(false);
  });

  // The box keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
}

for (const input of document.querySelectorAll("[data-suggest]")) combobox(input);
