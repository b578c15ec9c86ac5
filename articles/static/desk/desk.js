// What Django's forms lack: names for the parts of autocompleted fields, and a way from mistakes to their fields.
(() => {
  const $ = window.django?.jQuery;
  if (!$) return;
  const labelOf = (select) => document.querySelector(`label[for="${select.id}"]`);

  // Select2 names none of the elements it puts in place of a select.
  const nameParts = (select) => {
    const label = labelOf(select);
    const parts = select.nextElementSibling;
    if (!label || !parts?.classList.contains("select2")) return;
    label.id ||= `${select.id}_label`;
    parts.querySelector(".select2-search__field")?.setAttribute("aria-label", label.textContent.replace(/:$/, ""));
    // Its cross that empties the field stands in a list without being an item of it.
    parts.querySelector("ul > .select2-selection__clear")?.setAttribute("role", "listitem");
    const value = parts.querySelector(".select2-selection__rendered[role=textbox]");
    if (!value) return;
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
    parts.querySelector("[role=combobox]").setAttribute("aria-labelledby", `${label.id} ${value.id}`);
  };

  $(() => {
    document.querySelectorAll("select.admin-autocomplete").forEach(nameParts);
    $(document).on("change", "select.admin-autocomplete", ({ target }) => nameParts(target));
    $(document).on("select2:open", ({ target }) => {
      const search = document.querySelector(".select2-dropdown .select2-search__field");
      search?.setAttribute("aria-label", `Search: ${labelOf(target)?.textContent.replace(/:$/, "") ?? ""}`);
    });

    const form = document.querySelector("#article_form");
    if (!form) return;

    // What is to be corrected leads to its field: where that is drawn by a script, to what is drawn in its place.
    form.addEventListener("click", (event) => {
      const link = event.target.closest(".errornote a[href^='#'], .findings a[href^='#']");
      const target = link && document.getElementById(link.hash.slice(1));
      const control = target?.closest(".prose-editor")?.querySelector("[contenteditable=true]")
        ?? (target?.nextElementSibling?.matches(".select2")
          ? target.nextElementSibling.querySelector(".select2-search__field, .select2-selection") : target);
      if (!control?.matches("input, select, textarea, [contenteditable=true], [tabindex], .select2 *")) return;
      event.preventDefault();
      control.dispatchEvent(new Event("newsroom:show", { bubbles: true }));
      control.focus();
    });
  });
})();
