// The listing without this script: tick, then press Apply. With it, on wide screens, the list follows each tick.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const wide = matchMedia("(min-width: 60rem)");
  const storageKey = "newsroom-last-tick";

  const follow = () => {
    document.getElementById("apply-first").hidden = wide.matches;
  };
  wide.addEventListener("change", follow);
  follow();

  // The address as the site itself writes it: in its order, without what says nothing. Otherwise the server sends the
  // reader on to it, which on a slow line is one wait more.
  const address = () => {
    const asked = new FormData(form);
    const parameters = new URLSearchParams();
    for (const name of form.dataset.order.split(" ")) {
      const usual = form.querySelector(`[name="${name}"]`)?.dataset.usual ?? "";
      for (const value of asked.getAll(name).map((text) => text.trim()).sort()) {
        if (value !== usual) parameters.append(name, value);
      }
    }
    return parameters.size ? `${form.action}?${parameters}` : form.action;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(address());
  });

  // The button at the foot says how many releases the filters would show.
  let counting;
  const count = async () => {
    counting?.abort();
    counting = new AbortController();
    try {
      const answer = await fetch(address(), { signal: counting.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const there = page.getElementById("apply-last");
      if (there) document.getElementById("apply-last").textContent = there.textContent;
    } catch { /* another box was ticked, or the line is cut: the button works all the same */ }
  };

  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !wide.matches) {
      count();
      return;
    }
    try {
      sessionStorage.setItem(storageKey, JSON.stringify([target.name, target.value, target.getBoundingClientRect().top]));
    } catch { /* no storage: the page then starts at its top */ }
    form.requestSubmit();
  });

  // Back to the box that was ticked, at the height where it was.
  try {
    const tick = JSON.parse(sessionStorage.getItem(storageKey));
    sessionStorage.removeItem(storageKey);
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
