// Select2 draws its own fields beside each <select> and leaves them without names. This gives them the select's.
{
  const name = (select) => {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return select.getAttribute("aria-label") || label?.textContent.trim().replace(/:$/, "") || "Choices";
  };
  const label = (select) => {
    const drawn = select.nextElementSibling;
    if (!drawn?.classList.contains("select2")) return;
    const box = drawn.querySelector(".select2-selection");
    const shown = box.querySelector("span.select2-selection__rendered");
    if (shown) {
      // The box is named by the field and by what is chosen in it; the text within is no field of its own.
      shown.removeAttribute("role");
      shown.removeAttribute("aria-readonly");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", [name(select), shown.textContent.replace("×", "").trim()].filter(Boolean).join(": "));
    } else {
      box.setAttribute("aria-label", name(select));
    }
    drawn.querySelector(".select2-search__field")?.setAttribute("aria-label", name(select));
  };
  const labelAll = (within) => within.querySelectorAll("select.admin-autocomplete").forEach(label);

  django.jQuery(() => {
    labelAll(document);
    django.jQuery(document).on("change select2:close", "select.admin-autocomplete", (event) => label(event.target));
    django.jQuery(document).on("select2:open", "select.admin-autocomplete", (event) => {
      // Select2 says what an open box owns; what it controls is the same list.
      const box = event.target.nextElementSibling?.querySelector("[aria-owns]");
      box?.setAttribute("aria-controls", box.getAttribute("aria-owns"));
      document
        .querySelector(".select2-dropdown .select2-search__field")
        ?.setAttribute("aria-label", `Search: ${name(event.target)}`);
    });
  });
  document.addEventListener("formset:added", (event) => labelAll(event.target));
}
