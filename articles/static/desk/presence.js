// Says every twenty seconds that somebody is at this edition, and asks every five who else is and what they have saved.
(() => {
  const line = document.getElementById("presence");
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!line || !token()) return;
  const form = document.getElementById("article_form");
  const TURN = 5_000;
  const TURNS = 4;
  let turn = 0;

  const tell = async () => {
    const isNote = turn % TURNS === 0;
    turn += 1;
    if (!line.dataset.address || (document.hidden && !isNote)) return; // not stored yet, or not looked at
    const version = form?.elements.version?.value ?? "";
    let message;
    try {
      const answer = await fetch(`${line.dataset.address}?${new URLSearchParams({ version })}`, {
        method: isNote ? "POST" : "GET", headers: isNote ? { "X-CSRFToken": token() } : {},
      });
      if (answer.redirected) message = "You have been signed out. What you typed is kept in this browser: sign in again to get it back.";
      else if (answer.status === 403) message = "You have signed in anew. What you typed is kept here: save it, and go on.";
      else if (answer.ok) {
        const { present, newer } = await answer.json();
        // Saved here while it was asked.
        const isOwn = version !== (form?.elements.version?.value ?? "");
        message = [isOwn ? "" : newer, present].filter(Boolean).join(" ");
      } else return;
    } catch {
      message = "There is no connection to the newsroom. What you type is kept in this browser.";
    }
    // Only what is new is read out.
    if (line.textContent !== message) line.textContent = message;
  };

  tell();
  setInterval(tell, TURN);
})();
