// How many notices are new, beside the link to them: asked when a page opens, and every minute while it is looked at.
(() => {
  const bell = document.getElementById("bell");
  if (!bell) return;
  const count = bell.querySelector(".bell-count");
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(bell.dataset.count);
      if (!answer.ok || answer.redirected) return;
      const { new: fresh } = await answer.json();
      const text = fresh ? `${fresh} new` : "";
      if (count.textContent !== text) count.textContent = text;
    } catch { /* asked again in a minute */ }
  };
  ask();
  setInterval(ask, 60_000);
})();
