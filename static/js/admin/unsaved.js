// Keeps what is typed for the person who typed it, and asks before a page with unsaved text is left.
{
  const place = document.getElementById("writing");
  const form = place?.closest("form");
  if (form) watch(place, form);
}

function watch(place, form) {
  const EVERY = 20_000;
  const PASSING = new Set(["csrfmiddlewaretoken", "_stored"]);

  const state = document.createElement("p");
  state.className = "as-typed";
  state.setAttribute("role", "status");
  place.append(state);

  function fields() {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
    return sent;
  }
  function typed() {
    const sent = fields();
    for (const name of PASSING) sent.delete(name);
    return sent.toString();
  }

  // Other scripts fill fields as the page opens; after that it is a person who changes them.
  let start, kept, request, leaving = false;
  addEventListener("load", () => {
    start = kept = typed();
    // A form that came back with a mistake is nowhere but here.
    if ("unsaved" in place.dataset) {
      start = kept = null;
      keep();
    }
  });
  const isDirty = () => start !== undefined && typed() !== start;

  async function keep() {
    if (!isDirty() || typed() === kept || leaving) return;
    const now = typed();
    try {
      const body = fields();
      request = new AbortController();
      // What outlives the page may hold 64 kilobytes.
      const keepalive = body.toString().length < 60_000;
      const answer = await fetch(place.dataset.keep, { method: "POST", body, keepalive, signal: request.signal });
      if (answer.redirected) throw new Error("You are signed out: sign in again in another tab, and then save.");
      const said = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(said.error || "What you type is not being kept: save it.");
      kept = now;
      state.textContent = `Saved as you type ${said.at}; not on the site before you save.`;
    } catch (error) {
      if (error.name === "AbortError") return;
      state.textContent = error instanceof TypeError ? "The server does not answer: what you type is not being kept." : error.message;
    }
  }
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && keep());

  form.addEventListener("submit", () => {
    leaving = true;
    request?.abort(); // It would come after what is saved now.
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    keep();
    event.preventDefault();
  });
}
