// A press contact that is chosen from the register adds its lines to the contact of the release at once, to be seen
// and changed before it is saved. Without JavaScript saving adds them.
(() => {
  const text = document.getElementById("id_contact");
  const register = document.getElementById("id_press_contact");
  register?.addEventListener("change", () => {
    const lines = register.selectedOptions[0]?.dataset.lines;
    register.value = "";
    if (!lines) return;
    const before = text.value.trimEnd();
    if (!before.includes(lines)) text.value = before ? `${before}\n\n${lines}` : lines;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
})();
