// On the page of a publication: asks for the day and hour only where one is chosen, and says on its button what follows.
(() => {
  const form = document.querySelector("form:has([name=when])");
  if (!form) return;
  const button = form.querySelector("[data-now]");
  const hour = form.querySelector(".field-at");

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
})();
