// Keeps what is typed into the form of a release in this browser until it is saved, and offers it after a lost
// connection, an expired login or a crash. One record a window, under the user, the address of the form, and a
// name ("draft") that the form carries: once the server has stored the form, it says that name in a cookie.
(() => {
  const PREFIX = "newsroom-unsaved";
  const KEPT_DAYS = 30;
  const { user } = document.currentScript.dataset;
  let storage;
  try {
    storage = window.localStorage;
  } catch { /* switched off */ }
  if (!storage) return;

  const keys = (start) => Object.keys(storage).filter((key) => key.startsWith(start));
  const read = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null;
    }
  };

  // What the server has stored.
  const saved = document.cookie.match(/(?:^|; )saved_draft=([0-9a-f]{32})/)?.[1];
  const forgetAnswer = () => {
    document.cookie = `saved_draft=; path=${location.pathname.replace(/(\/admin\/).*/, "$1")}; max-age=0; samesite=lax`;
  };
  if (saved) {
    keys(`${PREFIX}:`).filter((key) => key.endsWith(`:${saved}`)).forEach((key) => storage.removeItem(key));
    forgetAnswer();
  }
  for (const key of keys(`${PREFIX}:`)) {
    if (!(read(key)?.at > Date.now() - KEPT_DAYS * 86_400_000)) storage.removeItem(key);
  }

  // Who is sent to sign in from a form hears that nothing is lost.
  const login = document.getElementById("login-form");
  const next = new URLSearchParams(location.search).get("next");
  if (!user && login && next) {
    const path = next.split(/[?#]/)[0];
    if (keys(`${PREFIX}:`).some((key) => key.split(":")[2] === path)) {
      const notice = document.createElement("p");
      notice.className = "unsaved";
      notice.setAttribute("role", "status");
      login.before(notice);
      setTimeout(() => {
        notice.textContent = "You were signed out. What you typed is kept in this browser and offered again after you sign in.";
      }, 50);
    }
  }
  if (!user) return;

  // Whoever signs out leaves nothing behind on a machine that others use.
  let isLeaving = false;
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    isLeaving = true;
    keys(`${PREFIX}:${user}:`).forEach((key) => storage.removeItem(key));
  });

  const form = document.getElementById("article_form");
  const draft = form?.elements.draft;
  if (!draft) return;
  // A new release has an address of its own once it is stored.
  const place = () => `${PREFIX}:${user}:${location.pathname}:`;
  draft.value ||= [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  let own = place() + draft.value;

  const isTyped = ({ name, type }) =>
    name && name !== "draft" && name !== "csrfmiddlewaretoken" && !["submit", "button", "file", "fieldset"].includes(type);
  const controls = () => [...form.elements].filter(isTyped);

  // The values of every field by its name; a choice is its value and what it is called.
  const collect = () => {
    const fields = {};
    for (const control of controls()) {
      const values = fields[control.name] ??= [];
      if (control.options) values.push(...[...control.selectedOptions].map((option) => [option.value, option.text]));
      else if (!["checkbox", "radio"].includes(control.type)) values.push(control.value);
      else if (control.checked) values.push(control.value);
    }
    return fields;
  };

  const CARRIED = ["version", "opened"];
  const asText = (fields) => JSON.stringify(
    Object.entries(fields)
      .filter(([name, values]) => !CARRIED.includes(name) && values.length)
      .map(([name, values]) => [name, values.map((value) => (Array.isArray(value) ? value[0] : value.replace(/\r\n/g, "\n")))])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

  let stored = asText(collect());
  let timer = null;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    if (isLeaving) return;
    const fields = collect();
    const isStored = asText(fields) === stored;
    // desk/unsaved.js keeps it on the server, too.
    form.dispatchEvent(new CustomEvent("newsroom:kept", { detail: isStored ? null : fields }));
    if (isStored) storage.removeItem(own);
    else {
      try {
        storage.setItem(own, JSON.stringify({ at: Date.now(), fields }));
      } catch {
        say("This browser has no room left: what you type is kept nowhere until you save.");
      }
    }
  };

  // Rows of pictures and documents come with their files: those that were there when the text was kept come first.
  const addRows = (fields) => {
    for (const [name, [total]] of Object.entries(fields)) {
      const count = form.elements[name];
      const group = count?.closest(".inline-group");
      if (!name.endsWith("-TOTAL_FORMS") || !group) continue;
      for (let missing = Number(total) - Number(count.value); missing > 0; missing -= 1) {
        group.querySelector(".add-row a")?.click();
      }
    }
  };

  const restore = ({ fields }) => {
    addRows(fields);
    for (const [name, values] of Object.entries(fields)) {
      controls().filter((control) => control.name === name).forEach((control, index) => {
        if (control.options) {
          for (const option of control.options) option.selected = false;
          for (const [value, text] of values) {
            const known = [...control.options].find((option) => option.value === value);
            if (known) known.selected = true;
            else control.add(new Option(text, value, true, true));
          }
          window.django?.jQuery(control).trigger("change");
        } else if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
        else if (index < values.length) control.value = values[index];
        control.dispatchEvent(new Event("newsroom:restored"));
      });
    }
    form.dispatchEvent(new Event("newsroom:restored"));
    form.dispatchEvent(new Event("input", { bubbles: true }));
    keep();
  };

  // The offer: a named region above the fields; its first line is read out.
  const notice = document.createElement("section");
  notice.className = "unsaved";
  notice.setAttribute("aria-label", "Unsaved text");
  const status = notice.appendChild(document.createElement("p"));
  status.setAttribute("role", "status");
  notice.tabIndex = -1;
  notice.hidden = true;
  form.prepend(notice);
  const say = (text) => {
    notice.hidden = false;
    setTimeout(() => { status.textContent = text; }, 50);
  };

  const timeOf = (at) => {
    const then = new Date(at);
    const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const isToday = then.toDateString() === new Date().toDateString();
    return isToday ? time : `${then.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${time}`;
  };

  const button = (text, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  // `key`: its place in this browser; without one it comes from the server, where somebody left it elsewhere.
  const offer = (record, draft, key = null) => {
    const line = notice.appendChild(document.createElement("p"));
    const time = timeOf(record.at);
    const isOlder = record.fields.version?.[0] !== form.elements.version.value;
    const title = record.fields.title?.[0].slice(0, 60);
    const done = (text) => {
      if (key) storage.removeItem(key);
      form.dispatchEvent(new CustomEvent("newsroom:answered", { detail: { draft } }));
      // Whoever pressed its button is left at the notice, not thrown into a field.
      if (line.contains(document.activeElement)) notice.focus({ preventScroll: true });
      line.remove();
      say(text);
    };
    line.append(
      `Unsaved text of ${time}${key ? "" : " from another computer or sign-in"}${title ? `, “${title}”` : ""}. `,
      isOlder ? "The release was saved since: when you save this text, you see both side by side. " : "",
      button("Restore", `Restore the unsaved text of ${time}`, () => {
        restore(record);
        done("Your text is back in the form. It is not saved yet.");
      }),
      " ",
      button("Discard", `Discard the unsaved text of ${time}`, () => done("The unsaved text is discarded.")),
    );
  };

  const isRefused = Boolean(document.querySelector(".errornote"));
  let isRestoredByBrowser = false;
  let offered = 0;
  const found = keys(place()).map((key) => [key, read(key)]).filter(([key, record]) => key !== own && record);
  const draftOf = (key) => key.split(":").at(-1);
  const draftsHere = found.map(([key]) => draftOf(key));
  for (const [key, record] of found.sort(([, one], [, other]) => other.at - one.at)) {
    if (asText(record.fields) !== stored) {
      offer(record, draftOf(key), key);
      offered += 1;
    } else {
      // Stored already, or put back by the browser when the page was loaded again.
      isRestoredByBrowser ||= controls().some((control) => "defaultValue" in control && control.value !== control.defaultValue);
      storage.removeItem(key);
    }
  }
  if (offered) say(offered > 1 ? "This browser has kept texts that were not saved." : "This browser has kept text that was not saved.");
  if (isRefused || isRestoredByBrowser) {
    stored = null;
    keep();
  }

  form.addEventListener("newsroom:left-elsewhere", ({ detail: texts }) => {
    const others = texts.filter(({ draft: name }) => !draftsHere.includes(name));
    const unlike = others.filter(({ fields }) => asText(fields) !== stored);
    for (const { draft: name, ...record } of unlike) offer(record, name);
    for (const { draft: name } of others.filter((one) => !unlike.includes(one))) {
      form.dispatchEvent(new CustomEvent("newsroom:answered", { detail: { draft: name } }));
    }
    if (unlike.length) say("You have left text elsewhere that was not saved.");
  });

  form.addEventListener("input", () => {
    isLeaving = false;
    timer ??= setTimeout(keep, 2000);
  });
  window.django?.jQuery(form).on("change", () => { timer ??= setTimeout(keep, 2000); });
  form.addEventListener("submit", keep);
  form.addEventListener("newsroom:leaving", keep);
  // Stored in place: what is typed from now on is not. The server's word of it would make the next page forget that.
  form.addEventListener("newsroom:saved", ({ detail }) => {
    forgetAnswer();
    storage.removeItem(own);
    own = place() + draft.value;
    stored = detail.isClean ? asText(collect()) : null;
    keep();
  });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
})();
