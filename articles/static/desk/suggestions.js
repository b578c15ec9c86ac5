// Shows under their fields the terms and tags that the archive would file a release under; a click files it.
(() => {
  const form = document.getElementById("article_form");
  if (!form) return;
  let isAsked = false;
  const suggest = async () => {
    const address = document.getElementById("presence")?.dataset.suggestions;
    if (!address || isAsked) return;
    isAsked = true;
    let found;
    try {
      const answer = await fetch(address);
      if (!answer.ok || answer.redirected) return;
      ({ suggestions: found } = await answer.json());
    } catch {
      isAsked = false;
      return; // no line: the fields are there without them
    }

    // The tags in a text as the server reads them: what stands in quotation marks is one, and the rest is divided by
    // commas, or by spaces when there is no comma.
    const tagsIn = (text) => {
      const pieces = [...text.matchAll(/"([^"]*)"|([^"]+)/g)];
      const divider = pieces.some(([, , loose]) => loose?.includes(",")) ? "," : " ";
      return pieces
        .flatMap(([, quoted, loose]) => (loose === undefined ? [quoted] : loose.split(divider)))
        .map((tag) => tag.trim())
        .filter(Boolean);
    };
    const written = (tag) => (/[, ]/.test(tag) ? `"${tag}"` : tag);

    const chosenIn = (control) => (control.options ? [...control.selectedOptions].map(({ value }) => value) : tagsIn(control.value));
    const isNeedless = ({ needless_with: values }, control) => {
      const chosen = new Set(chosenIn(control).map((value) => value.toLowerCase()));
      return values.some((value) => chosen.has(value.toLowerCase()));
    };

    const choose = ({ value, label }, control) => {
      if (!control.options) control.value = [...tagsIn(control.value), value].map(written).join(", ");
      else {
        const known = [...control.options].find((option) => option.value === value);
        if (known) known.selected = true;
        else control.append(new Option(label, value, true, true));
        window.django?.jQuery(control).trigger("change"); // what stands in place of a select hears nothing else
      }
      for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));
    };

    const groupOf = (field) => {
      const known = document.getElementById(`suggested-${field}`);
      const row = form.querySelector(`.field-${field}`);
      if (known || !row) return known;
      const group = document.createElement("div");
      group.id = `suggested-${field}`;
      group.className = "suggestions";
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", `Suggested: ${row.querySelector("label")?.textContent.trim().replace(/:$/, "") ?? field}`);
      group.append("Suggested: ");
      row.append(group);
      return group;
    };

    // What was chosen here, or in the field itself, needs no suggestion; it is back when that is taken out again.
    const shown = [];
    const tell = () => {
      for (const { suggestion, control, button } of shown) button.hidden = isNeedless(suggestion, control);
      for (const group of form.querySelectorAll(".suggestions")) group.hidden = !group.querySelector("button:not([hidden])");
    };

    const press = (suggestion, control, button) => {
      const buttons = [...button.parentElement.querySelectorAll("button:not([hidden])")];
      const place = buttons.indexOf(button);
      choose(suggestion, control);
      tell();
      const status = document.getElementById("writing-status");
      if (status) status.textContent = `${suggestion.label} is added.`;
      const next = [...buttons.slice(place + 1), ...buttons.slice(0, place).reverse()].find((other) => !other.hidden);
      const field = control.options ? control.nextElementSibling?.querySelector(".select2-search__field") : control;
      (next ?? field)?.focus();
    };

    for (const suggestion of found) {
      const control = document.getElementById(`id_${suggestion.field}`);
      const group = control && groupOf(suggestion.field);
      if (!group) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `+ ${suggestion.label}`;
      button.title = suggestion.reason;
      button.addEventListener("click", () => press(suggestion, control, button));
      group.append(button);
      shown.push({ suggestion, control, button });
    }
    tell();
    form.addEventListener("input", tell);
    form.addEventListener("change", tell);
    window.django?.jQuery(form).on("change", tell);
  };
  suggest();
  // A new release has terms suggested once it is stored.
  form.addEventListener("newsroom:saved", suggest);
})();
