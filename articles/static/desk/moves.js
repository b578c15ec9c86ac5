// Where a publication is asked about: the day and hour only where one is chosen, and on the button what follows.
(() => {
  const attend = (form) => {
    const button = form?.querySelector("[data-now]");
    const hour = form?.querySelector(".field-at");
    if (!button || !hour || !form.querySelector("[name=when]")) return;
    const follow = () => {
      const chosen = form.querySelector("[name=when]:checked")?.value;
      if (!chosen) return;
      button.value = chosen === "now" ? button.dataset.now : button.dataset.later;
      hour.hidden = chosen === "now";
      // What is disabled is not sent: a day that was typed before means nothing now.
      hour.querySelectorAll("input, select").forEach((part) => { part.disabled = hour.hidden; });
    };
    form.addEventListener("change", follow);
    // Also after "back", when browsers fill in again what was chosen.
    addEventListener("pageshow", follow);
    follow();
  };

  attend(document.querySelector("form:has([name=when])"));
  document.addEventListener("newsroom:asked", ({ target }) => attend(target));
})();
