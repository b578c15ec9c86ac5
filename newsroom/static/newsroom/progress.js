// Looks again by itself while the worker is busy; without it there is the link "Look again".
(() => {
  const PAUSE = 3000;
  const look = async () => {
    const shown = document.querySelector("#progress[data-unfinished]");
    if (!shown) return;
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const said = page.querySelector("#progress");
      if (!said?.hasAttribute("data-unfinished")) return location.reload();
      // Said again only when it has changed.
      if (said.textContent !== shown.textContent) shown.replaceChildren(...said.childNodes);
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
})();
