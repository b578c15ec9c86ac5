// Suggests what there is while somebody types: tags, releases. In a field of many it is the part at the caret, between commas.
(() => {
  const DELAY = 200;
  let count = 0;

  const attend = (field) => {
    count += 1;
    const list = Object.assign(document.createElement("ul"), { className: "completions", id: `completions-${count}`, hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    const place = document.createElement("span");
    place.className = "completed-field";
    field.before(place);
    place.append(field, list);
    const facts = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(facts)) field.setAttribute(name, value);
    let timer;
    let asked = "";

    const isOne = "one" in field.dataset;
    // The part at the caret: where it begins, and what is typed of it.
    const part = () => {
      const before = field.value.slice(0, field.selectionStart);
      const start = isOne ? 0 : before.lastIndexOf(",") + 1;
      return { start, typed: before.slice(start).trimStart() };
    };
    const options = () => [...list.children];
    const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");
    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const mark = (option) => {
      for (const one of options()) one.setAttribute("aria-selected", String(one === option));
      if (option) field.setAttribute("aria-activedescendant", option.id);
      option?.scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      const { start } = part();
      const rest = field.value.slice(field.selectionStart).replace(/^[^,]*/, "");
      const before = field.value.slice(0, start) + (start ? " " : "") + option.dataset.value;
      field.value = isOne ? option.dataset.value : before + (rest || ", ");
      field.setSelectionRange(isOne ? field.value.length : before.length + (rest ? 0 : 2), field.value.length);
      field.selectionStart = field.selectionEnd = isOne || !rest ? field.value.length : before.length;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      close();
    };
    const show = (found) => {
      list.replaceChildren(...found.map(({ value, text, note }, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.dataset.value = value;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(text, " ", Object.assign(document.createElement("span"), { className: "completion-note", textContent: note }));
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(option);
        });
        return option;
      }));
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(found.length > 0));
      field.removeAttribute("aria-activedescendant");
    };
    const ask = async () => {
      const { typed } = part();
      asked = typed;
      if (!typed) return close();
      try {
        const answer = await fetch(`${field.dataset.completed}?${new URLSearchParams({ term: typed })}`);
        if (!answer.ok || answer.redirected || asked !== typed || document.activeElement !== field) return;
        show((await answer.json()).found);
      } catch { /* what is typed counts as well */ }
    };

    field.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (event.isTrusted) timer = setTimeout(ask, DELAY);
    });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const all = options();
      const at = all.indexOf(chosen());
      if (event.key === "ArrowDown") mark(all[(at + 1) % all.length]);
      else if (event.key === "ArrowUp") mark(all[at > 0 ? at - 1 : all.length - 1]);
      else if (event.key === "Enter" && chosen()) take(chosen());
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  };

  for (const field of document.querySelectorAll("[data-completed]")) attend(field);
})();
