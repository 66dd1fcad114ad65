// Tells every minute that this form is open, and shows who else has it open.
const notice = document.getElementById("others-here");
if (notice) {
  const body = (leaving) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    if (leaving) data.set("leaving", "1");
    return data;
  };
  const tell = async () => {
    try {
      const answer = await fetch(notice.dataset.url, { method: "POST", body: body(false) });
      if (!answer.ok || answer.redirected) return;
      const { others } = await answer.json();
      const text = others.join("; ");
      if (notice.querySelector("span").textContent !== text) notice.querySelector("span").textContent = text;
      notice.hidden = !others.length;
    } catch {
      // Away from the network for a moment: the next minute tells.
    }
  };
  setInterval(tell, 60_000);
  addEventListener("pagehide", () => navigator.sendBeacon(notice.dataset.url, body(true)));
  addEventListener("pageshow", (event) => event.persisted && tell());
}
