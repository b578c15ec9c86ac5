// While the worker is busy the page looks again by itself, less and less often, and not for ever; it shows what is new without
// loading anew. Without this script, and afterwards, there is the link "Look again".
(() => {
  const FIRST_PAUSE = 2000;
  const LONGEST_PAUSE = 20000;
  const GROWTH = 1.15;
  const MOST_LOOKS = 400;
  let pause = FIRST_PAUSE;
  let looks = 0;

  const look = async () => {
    const shown = document.querySelector("#progress[data-unfinished]");
    if (!shown || looks >= MOST_LOOKS) return;
    if (!document.hidden) {
      looks += 1;
      const answer = await fetch(location.href).catch(() => null);
      if (answer?.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const current = page.querySelector("#progress");
        if (!current) return;
        // Said again only when it has changed.
        if (current.textContent !== shown.textContent) {
          shown.replaceChildren(...current.childNodes);
          pause = FIRST_PAUSE;
        }
        if (!current.hasAttribute("data-unfinished")) {
          shown.removeAttribute("data-unfinished");
          for (const part of document.querySelectorAll("[data-renewed]")) {
            part.replaceWith(page.getElementById(part.id));
          }
          return;
        }
      }
    }
    pause = Math.min(pause * GROWTH, LONGEST_PAUSE);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
})();
