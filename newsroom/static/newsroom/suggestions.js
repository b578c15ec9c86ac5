// Shows beside their fields the terms that the archive would file a release under; a click files it.
(async () => {
  const address = document.getElementById("presence")?.dataset.suggestions;
  if (!address || !document.getElementById("article_form")) return;
  let found;
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) return;
    ({ suggestions: found } = await answer.json());
  } catch {
    return; // no line: the fields are there without them
  }

  const groupOf = (field) => {
    const known = document.getElementById(`suggested-${field}`);
    const row = document.querySelector(`.field-${field}`);
    if (known || !row) return known;
    const group = document.createElement("div");
    group.id = `suggested-${field}`;
    group.className = "suggestions";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", `Suggested: ${row.querySelector("label")?.textContent.replace(":", "") ?? field}`);
    group.append("Suggested: ");
    row.append(group);
    return group;
  };

  for (const { field, id, label, reason } of found) {
    const select = document.getElementById(`id_${field}`);
    const group = select && groupOf(field);
    if (!group) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `+ ${label}`;
    button.title = reason;
    button.addEventListener("click", () => {
      if (![...select.options].some((option) => option.value === String(id) && option.selected)) {
        select.append(new Option(label, id, true, true));
        django.jQuery(select).trigger("change");
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const next = button.nextElementSibling ?? button.previousElementSibling;
      button.remove();
      if (next) next.focus();
      else group.remove();
    });
    group.append(button);
  }
})();
