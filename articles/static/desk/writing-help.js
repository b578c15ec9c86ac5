// Counts what is written, shows the address a title makes, and warns of a title that another release has. What is new is read out once, after a pause in typing.
(() => {
  const form = document.getElementById("article_form");
  const address = form?.querySelector("[data-title-advice]")?.dataset.titleAdvice;
  if (!address) return;
  const status = form.querySelector("#writing-status");
  const fields = form.elements;

  const after = (milliseconds, act) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(act, milliseconds);
    };
  };
  const show = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };
  // Characters as people count them.
  const length = (text) => [...text].length;

  const wordsOf = (html) => {
    const parsed = new DOMParser().parseFromString(html.replace(/<[^>]*>/g, " "), "text/html");
    return parsed.body.textContent.split(/\s+/).filter(Boolean).length;
  };

  const tooLong = new Set();
  const tellLengths = after(1000, () => {
    for (const count of form.querySelectorAll("[data-length-of]")) {
      const { lengthOf: name, most } = count.dataset;
      const isLong = Number(count.textContent) > Number(most);
      if (isLong && !tooLong.has(name)) show(status, `The ${name} has ${count.textContent} characters; only about ${most} are shown everywhere.`);
      if (isLong) tooLong.add(name);
      else tooLong.delete(name);
    }
  });
  const count = () => {
    for (const part of form.querySelectorAll("[data-length-of]")) {
      const now = length(fields[part.dataset.lengthOf].value);
      show(part, String(now));
      part.classList.toggle("is-long", now > Number(part.dataset.most));
    }
    for (const part of form.querySelectorAll("[data-words-of]")) show(part, String(wordsOf(fields[part.dataset.wordsOf].value)));
  };

  let asked = null;
  let turn = 0;
  const ask = async () => {
    const title = fields.title.value.trim();
    if (title === asked) return;
    asked = title;
    turn += 1;
    const mine = turn;
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ title, release: form.querySelector("[data-release]")?.dataset.release ?? "" })}`);
      if (!answer.ok || answer.redirected) return;
      const { slug, same } = await answer.json();
      if (mine !== turn || title !== fields.title.value.trim()) return; // typed on, or asked again meanwhile
      show(form.querySelector("#same-title"), same);
      show(form.querySelector("#slug-preview"), slug);
    } catch {
      asked = null; // no line: ask again with the next word
    }
  };
  const askLater = after(600, ask);

  form.addEventListener("input", ({ target }) => {
    count();
    tellLengths();
    if (target === fields.title || target === form) askLater();
  });
  // A new release has its number now: what was found may have been itself.
  form.addEventListener("newsroom:saved", () => {
    asked = null;
    ask();
  });
  ask();
})();
