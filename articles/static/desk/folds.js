// Groups of the writing page fold, and this browser remembers which: without this script all are open.
(() => {
  const PREFIX = "newsroom-fold:";
  let storage;
  try {
    storage = window.localStorage;
  } catch { /* switched off: they fold and are forgotten */ }
  const remembered = (name) => storage?.getItem(PREFIX + name);

  const follow = (fold) => {
    const name = fold.dataset.fold;
    const state = remembered(name) ?? ("folded" in fold.dataset ? "closed" : "open");
    fold.open = state === "open" || Boolean(fold.querySelector(".errorlist"));
    fold.addEventListener("toggle", () => {
      try {
        storage?.setItem(PREFIX + name, fold.open ? "open" : "closed");
      } catch { /* no room left */ }
    });
  };
  document.querySelectorAll("details.fold").forEach(follow);
  // What the server drew anew after a save.
  document.addEventListener("newsroom:saved", () => document.querySelectorAll("#release-past details.fold").forEach(follow));

  // A way that leads into a closed group opens it.
  document.addEventListener("newsroom:show", ({ target }) => {
    for (let group = target.closest("details"); group; group = group.parentElement.closest("details")) group.open = true;
  });

  // A menu closes when the focus or a click goes elsewhere, or by Escape.
  const menuOf = (target) => target instanceof Element && target.closest(".writing-more");
  const close = (but) => document.querySelectorAll(".writing-more[open]").forEach((menu) => { menu.open = menu === but; });
  document.addEventListener("click", ({ target }) => close(menuOf(target)));
  document.addEventListener("focusin", ({ target }) => close(menuOf(target)));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".writing-more[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
