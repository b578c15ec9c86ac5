// Says every twenty seconds that somebody is at this edition, and shows who else is.
(() => {
  const line = document.getElementById("presence");
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!line || !token) return;
  const currentToken = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  const tell = async () => {
    if (!line.dataset.address) return; // not stored yet
    let message;
    try {
      const answer = await fetch(line.dataset.address, { method: "POST", headers: { "X-CSRFToken": currentToken() } });
      if (answer.redirected) message = "You have been signed out. What you typed is kept in this browser: sign in again to get it back.";
      else if (answer.status === 403) message = "You have signed in anew. What you typed is kept in this browser: load this page again to get it back.";
      else if (answer.ok) message = (await answer.json()).present;
      else return;
    } catch {
      message = "There is no connection to the newsroom. What you type is kept in this browser.";
    }
    // Only what is new is read out.
    if (line.textContent !== message) line.textContent = message;
  };

  tell();
  setInterval(tell, 20_000);
})();
