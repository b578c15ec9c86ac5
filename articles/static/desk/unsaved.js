// Keeps what autosave.js has found typed and not saved on the server, too, and brings back what its writer has left
// in another browser. Whatever goes wrong here costs nothing: this browser keeps the text as well.
(() => {
  const form = document.getElementById("article_form");
  const draft = form?.elements.draft?.value;
  if (!draft) return;
  const { dataset } = document.currentScript;
  const DELAY = 4_000;
  // A new release has an address of its own once it is stored.
  const address = () => document.getElementById("presence")?.dataset.unsaved;
  const toDrop = (name) => dataset.drop.replace("0".repeat(32), name);
  const post = (url, values, options = {}) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(url, { method: "POST", body, ...options });
  };

  let fields = null;
  let isThere = false;
  let timer = null;
  // One after the other: what was typed first never comes last.
  let running = Promise.resolve();
  const inTurn = (act) => { running = running.then(act).catch(() => {}); };
  const send = (options) => {
    clearTimeout(timer);
    timer = null;
    if (!fields) return;
    isThere = true;
    const typed = JSON.stringify(fields);
    inTurn(() => post(address(), { draft, fields: typed }, options));
  };
  const drop = (name) => inTurn(() => post(toDrop(name), {}));

  form.addEventListener("newsroom:kept", ({ detail }) => {
    fields = detail;
    if (fields) timer ??= setTimeout(send, DELAY);
    else {
      clearTimeout(timer);
      timer = null;
      if (isThere) drop(draft);
      isThere = false;
    }
  });
  form.addEventListener("newsroom:answered", ({ detail }) => drop(detail.draft));
  // autosave.js has kept what was typed last: its listener came first.
  addEventListener("pagehide", () => { if (timer) send({ keepalive: true }); });

  inTurn(async () => {
    const answer = await fetch(address());
    if (!answer.ok || answer.redirected) return;
    const { texts } = await answer.json();
    form.dispatchEvent(new CustomEvent("newsroom:left-elsewhere", { detail: texts.filter((text) => text.draft !== draft) }));
  });
})();
