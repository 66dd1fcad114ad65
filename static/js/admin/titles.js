// Says below a title or a name that another role or skill has it, or nearly. A warning: nothing is refused.
{
  const place = document.getElementById("writing");
  const NAMED = place?.dataset.titles ? "#id_title, #id_short_title, #id_name, #id_other_names, [name^=other_titles-][name$=-title]" : "";

  async function look(field, said) {
    const about = new URL(place.dataset.titles, location.href);
    const names = field.name === "other_names" ? field.value.split(",") : [field.value];
    for (const name of names) about.searchParams.append("title", name.trim());
    try {
      const answer = await fetch(about);
      if (!answer.ok || answer.redirected) return;
      const { similar } = await answer.json();
      said.textContent = similar.join(" ");
    } catch {
      // A warning less: the form says it once more when it is saved.
    }
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!NAMED || !field.matches(NAMED)) return;
    if (!field.said) {
      field.said = Object.assign(document.createElement("p"), { className: "similar" });
      field.said.setAttribute("role", "status");
      // Below the field, not squeezed beside it into its row.
      (field.closest(".flex-container") ?? field).after(field.said);
    }
    clearTimeout(field.looking);
    field.looking = setTimeout(() => look(field, field.said), 400);
  });
}
