// The list of keys, on "?" wherever nothing is typed, and from its button.
(() => {
  const KEYS = [
    ["Everywhere", [["?", "This list"], ["Escape", "Close what is open"]]],
    ["A release", [["Ctrl+S (⌘S)", "Save, and go on"], ["Escape", "Leave the editor; Tab then goes on to the next field"]]],
    ["In its text", [
      ["Ctrl+B (⌘B)", "Bold"], ["Ctrl+I (⌘I)", "Italic"], ["Ctrl+Z (⌘Z)", "Undo"],
      ["Ctrl+Shift+Z (⌘⇧Z)", "Redo"], ["Ctrl+Shift+V (⌘⇧V)", "Paste as plain text"],
    ]],
    ["Terms and tags", [["↓ ↑", "Go through the suggestions"], ["Enter", "Take the one that is marked"]]],
  ];
  const made = (name, facts = {}, ...children) => {
    const element = Object.assign(document.createElement(name), facts);
    element.append(...children);
    return element;
  };
  const build = () => {
    const dialog = made("dialog", { className: "shortcuts" });
    dialog.setAttribute("aria-labelledby", "shortcuts-heading");
    dialog.append(made("h2", { id: "shortcuts-heading" }, "Keys"));
    for (const [heading, keys] of KEYS) {
      const list = made("dl");
      for (const [key, does] of keys) list.append(made("div", {}, made("dt", {}, made("kbd", {}, key)), made("dd", {}, does)));
      dialog.append(made("h3", {}, heading), list);
    }
    const close = made("button", { type: "button", className: "button" }, "Close");
    close.addEventListener("click", () => dialog.close());
    dialog.append(close);
    document.getElementById("content")?.append(dialog);
    return dialog;
  };
  let dialog = null;
  const show = () => {
    dialog ??= build();
    if (dialog.isConnected && !dialog.open) dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable=true]")) return;
    event.preventDefault();
    show();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-shortcuts]")) show(); });
})();
