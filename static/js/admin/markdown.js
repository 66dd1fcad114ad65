// Shows below a Markdown text what readers will see. The server renders it; without this file the text is all there is.
{
  const PAUSE = 400; // milliseconds after the last key

  function kindOf(area) {
    const kind = area.form.elements[area.name.replace(/[^-]+$/, "kind")];
    return kind && "value" in kind ? kind.value : "";
  }

  async function render(area, shown) {
    if (!area.form) return; // Its row has been removed meanwhile.
    const data = new FormData();
    data.set("csrfmiddlewaretoken", area.form.elements.csrfmiddlewaretoken.value);
    data.set("text", area.value);
    data.set("kind", kindOf(area));
    shown.request?.abort();
    shown.request = new AbortController();
    try {
      const answer = await fetch(area.dataset.preview, { method: "POST", body: data, signal: shown.request.signal });
      if (answer.redirected) throw new Error("You are signed out: sign in again in another tab.");
      const text = await answer.text();
      if (!answer.ok) throw new Error(answer.status === 413 ? text : "The preview is not allowed or does not answer.");
      // The server has cleaned it; DOMParser runs nothing.
      shown.body.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
      for (const link of shown.body.querySelectorAll("a")) {
        link.target = "_blank";
        link.rel = "noopener";
        if (!link.getAttribute("href")) link.removeAttribute("href");
      }
      const count = shown.body.querySelector(".length");
      shown.count.textContent = count ? count.textContent : "";
      shown.trouble.textContent = "";
      count?.remove();
    } catch (error) {
      if (error.name === "AbortError") return;
      shown.trouble.textContent = error instanceof TypeError ? "The preview does not answer." : error.message;
    }
  }

  function attach(area) {
    if (area.dataset.attached || area.name.includes("__prefix__")) return;
    area.dataset.attached = "yes";
    const details = document.createElement("details");
    details.className = "preview";
    const summary = document.createElement("summary");
    summary.textContent = "What it will look like";
    const [body, count, trouble] = ["div", "p", "p"].map((name) => document.createElement(name));
    const shown = { body, count, trouble };
    shown.count.className = "length";
    // Said aloud are faults alone: who writes does not want to hear a number after every word.
    shown.trouble.className = "errornote";
    shown.trouble.setAttribute("role", "status");
    shown.body.className = "preview-body";
    details.append(summary, shown.body);
    // Beside the field, outside the row that lays label and field out.
    (area.closest(".flex-container") || area).after(count, trouble, details);
    let timer;
    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(() => render(area, shown), wait);
    };
    details.addEventListener("toggle", () => details.open && later(0));
    area.addEventListener("input", () => (details.open || document.activeElement === area) && later(PAUSE));
  }

  const attachAll = (root) => root.querySelectorAll("textarea[data-preview]").forEach(attach);
  document.addEventListener("DOMContentLoaded", () => attachAll(document));
  document.addEventListener("formset:added", (event) => attachAll(event.target));
}
