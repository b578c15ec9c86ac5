// What Django's forms lack: names for the parts of autocompleted fields, and a question before typed text is lost.
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
    // What was refused once has not been stored either.
    let isChanged = Boolean(form.querySelector(".errornote"));
    $(form).on("input change", () => { isChanged = true; });
    form.addEventListener("submit", () => { isChanged = false; });
    addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
  });
})();
