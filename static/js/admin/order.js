// Rows with a position are moved by buttons or by dragging; the numbers follow. Without this file the numbers are typed.
{
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  document.body.append(said);

  const orderOf = (row) => row.querySelector('input[name$="-order"]');
  // Points and notes of a kind have positions of their own.
  const kindOf = (row) => (/^(fit_points|pay_notes)-/.test(row.id) ? row.querySelector('[name$="-kind"]').value : "");
  const rowsOf = (group) =>
    [...group.querySelectorAll("tr.form-row[id], .inline-related[id]")].filter(
      (row) => orderOf(row) && !row.classList.contains("empty-form"),
    );
  const alike = (row) => rowsOf(row.closest(".inline-group")).filter((other) => kindOf(other) === kindOf(row));

  function nameOf(row) {
    const chosen = row.querySelector(".select2-selection__rendered")?.title;
    const field = row.querySelector('[name$="-title"], [name$="-question"], [name$="-text"]');
    return chosen || field?.value.slice(0, 60) || "The row";
  }

  // The numbers that the rows have, given out anew in the order in which they stand.
  function renumber(row) {
    const rows = alike(row);
    const numbers = rows.map((other) => Number(orderOf(other).value)).sort((a, b) => a - b);
    const distinct = new Set(numbers).size === numbers.length;
    rows.forEach((other, place) => {
      orderOf(other).value = distinct ? numbers[place] : numbers[0] + place;
    });
    orderOf(row).dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = `${nameOf(row)} is now ${rows.indexOf(row) + 1} of ${rows.length}.`;
  }

  // A row of a table is led by the row of its errors, where it has any.
  function move(row, target, after) {
    const errors = row.previousElementSibling?.classList.contains("row-form-errors") ? row.previousElementSibling : null;
    if (after) target.after(...(errors ? [errors, row] : [row]));
    else {
      const head = target.previousElementSibling?.classList.contains("row-form-errors") ? target.previousElementSibling : target;
      head.before(...(errors ? [errors, row] : [row]));
    }
    renumber(row);
  }

  function step(row, button, by) {
    const rows = alike(row);
    const target = rows[rows.indexOf(row) + by];
    if (!target) {
      said.textContent = `${nameOf(row)} is ${by < 0 ? "the first" : "the last"} already.`;
      return;
    }
    move(row, target, by > 0);
    button.focus(); // It leaves the page for a moment while it moves.
  }

  let dragged = null;
  function equip(row) {
    const order = orderOf(row);
    if (!order || row.querySelector(":scope .move")) return;
    const tools = document.createElement("span");
    tools.className = "move";
    for (const [by, sign, words] of [[-1, "↑", "Move up"], [1, "↓", "Move down"]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
      button.setAttribute("aria-label", words);
      button.addEventListener("click", () => step(row, button, by));
      tools.append(button);
    }
    const grip = Object.assign(document.createElement("span"), { className: "grip", draggable: true, textContent: "⠿", title: "Drag to move" });
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 0, 0);
    });
    grip.addEventListener("dragend", () => (dragged = null));
    tools.append(grip);
    order.after(tools);
    const mayDrop = () => dragged && dragged !== row && alike(row).includes(dragged);
    row.addEventListener("dragover", (event) => mayDrop() && event.preventDefault());
    row.addEventListener("drop", (event) => {
      if (!mayDrop()) return;
      event.preventDefault();
      const rows = alike(row);
      move(dragged, row, rows.indexOf(dragged) < rows.indexOf(row));
    });
  }

  for (const group of document.querySelectorAll(".inline-group")) rowsOf(group).forEach(equip);
  // A new row comes last.
  document.addEventListener("formset:added", (event) => {
    const row = event.target;
    if (!orderOf(row)) return;
    equip(row);
    const others = alike(row).filter((other) => other !== row).map((other) => Number(orderOf(other).value));
    orderOf(row).value = Math.max(-1, ...others) + 1;
  });
}
