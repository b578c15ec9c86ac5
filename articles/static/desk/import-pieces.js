// A file that is longer than a piece is uploaded piece by piece, each with its digest: a lost connection costs one piece.
// Choosing the same file again goes on where it broke off. Without this script the form brings the file in one request.
(() => {
  const form = document.querySelector("#importupload_form");
  const box = document.querySelector("#pieces");
  // Digests are for secure pages alone: https, or this machine.
  if (!form || !box || !globalThis.crypto?.subtle) return;
  const PIECE = Number(box.dataset.pieceBytes);
  // How often a piece is sent again, each time after twice as long a pause.
  const MOST_TRIES = 7;
  const FIRST_PAUSE = 500;
  const [status, bar] = [box.querySelector("[role=status]"), box.querySelector("progress")];
  const button = form.querySelector("[type=submit]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let isBusy = false;

  const say = (text) => { box.hidden = false; status.textContent = text; };
  const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const piecesOf = (file) => Array.from({ length: Math.ceil(file.size / PIECE) },
    (_, number) => file.slice(number * PIECE, (number + 1) * PIECE));
  const wait = (pause) => new Promise((resolve) => setTimeout(resolve, pause));

  // The answer, or an error in it; null when none came, or the server could not answer now.
  const post = async (address, body, headers = {}) => {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, ...headers } }).catch(() => null);
    if (answer?.redirected || answer?.status === 403) return { error: "You are signed out, or may not import. Sign in in another window, then choose the file again." };
    if (!answer || answer.status >= 500 || answer.status === 422) return null;
    return await answer.json().catch(() => ({ error: `The server did not take it (${answer.status}).` }));
  };

  const persist = async (address, body, headers) => {
    for (let pause = FIRST_PAUSE, tries = 1; tries <= MOST_TRIES; pause *= 2, tries += 1) {
      const answer = await post(address, body, headers);
      if (answer) return answer;
      if (tries < MOST_TRIES) await wait(pause);
    }
    return { error: "The connection was lost. What has arrived is kept for a day: press “Upload and try” once more to go on." };
  };

  const digestOf = async (pieces) => {
    const digests = [];
    for (const piece of pieces) digests.push(hex(await hash(await piece.arrayBuffer())));
    return hex(await hash(new TextEncoder().encode(digests.join(""))));
  };

  const upload = async (file) => {
    const pieces = piecesOf(file);
    say("Reading the file …");
    const facts = new FormData(form);
    facts.delete("file");
    facts.append("name", file.name);
    facts.append("size", file.size);
    facts.append("digest", await digestOf(pieces));
    const begun = await persist(box.dataset.begin, facts);
    if (begun.error) return begun;
    say(begun.missing.length < pieces.length ? "Going on with the upload …" : "Uploading …");
    [bar.max, bar.value] = [pieces.length, pieces.length - begun.missing.length];
    for (const number of begun.missing) {
      const bytes = await pieces[number].arrayBuffer();
      const digest = btoa(String.fromCharCode(...(await hash(bytes))));
      const headers = { "Content-Type": "application/octet-stream", "Content-Digest": `sha-256=:${digest}:` };
      const taken = await persist(`${begun.pieces}${number}/`, bytes, headers);
      if (taken.error) return taken;
      bar.value += 1;
    }
    return begun;
  };

  form.addEventListener("submit", async (event) => {
    const file = form.querySelector("[type=file]").files[0];
    if (!file || file.size <= PIECE) return;
    event.preventDefault();
    if (isBusy) return;
    isBusy = button.disabled = true;
    const result = await upload(file).catch(() => ({ error: "The file cannot be read any more. Choose it again." }));
    isBusy = button.disabled = false;
    if (result.error) say(result.error);
    else location.assign(result.page);
  });
  addEventListener("beforeunload", (event) => { if (isBusy) event.preventDefault(); });
})();
