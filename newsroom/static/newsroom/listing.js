// The listing without this script: tick, then press Apply. With it, on wide screens, the list follows each tick.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const wide = matchMedia("(min-width: 60rem)");
  const remembered = "newsroom-last-tick";

  const follow = () => {
    document.getElementById("follows-ticks").hidden = !wide.matches;
    document.getElementById("apply-first").hidden = wide.matches;
  };
  wide.addEventListener("change", follow);
  follow();

  // What says nothing stays out of the address.
  form.addEventListener("submit", () => {
    for (const field of form.elements) {
      if (field.value === (field.dataset.usual ?? "")) field.disabled = true;
    }
  });
  addEventListener("pageshow", () => {
    for (const field of form.elements) field.disabled = false;
  });

  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !wide.matches) return;
    try {
      sessionStorage.setItem(remembered, JSON.stringify([target.name, target.value, target.getBoundingClientRect().top]));
    } catch { /* no storage: the page then starts at its top */ }
    form.requestSubmit();
  });

  // Back to the box that was ticked, at the height where it was.
  try {
    const tick = JSON.parse(sessionStorage.getItem(remembered));
    sessionStorage.removeItem(remembered);
    if (!tick) return;
    const [name, value, top] = tick;
    const box = [...form.elements].find((field) => field.name === name && field.value === value);
    if (!box) return;
    const more = box.closest("details");
    if (more) more.open = true;
    box.focus({ preventScroll: true });
    scrollBy({ top: box.getBoundingClientRect().top - top, behavior: "instant" });
  } catch { /* no storage: nothing to go back to */ }
})();
