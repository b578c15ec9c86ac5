// Saves the form of a release in place: the form goes to the server as it would without this script, and of the page
// that comes back only what is new is taken over. Caret, scroll and undo history stay where they are.
(() => {
  const form = document.getElementById("article_form");
  const button = form?.querySelector("[name=_continue]");
  if (!button) return;
  const status = document.getElementById("save-status");
  const bar = document.getElementById("writing-bar");
  const PATIENCE = 60_000;
  // What is taken over whole, and where only attributes are.
  const LIVE = ["writing-state", "writing-moves", "release-about", "release-past", "reading-first", "move-at-once-form"];
  const MARKED = ["presence", "title-advice"];

  const byId = (id, page = document) => page.getElementById(id);
  const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
  const groups = () => [...form.querySelectorAll(".inline-group")];
  const tell = (text) => { if (status.textContent !== text) status.textContent = text; };
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  // What was refused once has not been stored either.
  let changes = form.querySelector(".errornote") ? 1 : 0;
  const isChanged = () => changes > 0;
  const note = () => {
    changes += 1;
    bar.classList.add("is-changed");
  };

  // Rows of files are numbered from 0 without a gap, which Django's form counts on.
  const renumber = (row, prefix, place) => {
    const named = (text) => text.replace(new RegExp(`${prefix}-(\\d+|__prefix__)`), `${prefix}-${place}`);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
        const value = element.getAttribute(name);
        if (value?.includes(`${prefix}-`)) element.setAttribute(name, named(value));
      }
    }
  };
  const renumberAll = () => {
    for (const group of groups()) {
      const prefix = group.id.replace(/-group$/, "");
      const rows = rowsOf(group);
      rows.forEach((row, place) => { if (row.id !== `${prefix}-${place}`) renumber(row, prefix, place); });
      const total = form.elements[`${prefix}-TOTAL_FORMS`];
      if (total) total.value = rows.length;
    }
  };

  // The rows as they are stored now: those that were taken out go, new ones become stored ones, in the server's order.
  const takeRows = (page) => {
    for (const group of groups()) {
      const fresh = byId(group.id, page);
      if (!fresh) continue;
      const fileOf = (row) => row.querySelector("[name$='-file-pk']")?.value;
      const idOf = (row) => row.querySelector("input[name$='-id']")?.value;
      const known = rowsOf(group);
      const prefix = group.id.replace(/-group$/, "");
      const template = group.querySelector(".empty-form");
      rowsOf(fresh).forEach((stored, place) => {
        const row = known.find((one) => idOf(one) && idOf(one) === idOf(stored))
          ?? known.find((one) => !idOf(one) && fileOf(one) === fileOf(stored));
        if (!row) return;
        known.splice(known.indexOf(row), 1);
        const isInPlace = rowsOf(group)[place] === row;
        if (!isInPlace) group.querySelector("fieldset").insertBefore(row, rowsOf(group)[place] ?? template);
        renumber(row, prefix, place);
        // A row that was stored before may have been marked for deletion meanwhile.
        const isNew = !row.classList.contains("has_original");
        row.classList.add("has_original");
        if (isNew) row.querySelector("h3").replaceWith(stored.querySelector("h3"));
        else row.querySelector(".inline_label").textContent = stored.querySelector(".inline_label").textContent;
      });
      // Typed while the form was on its way: a row that is not stored yet stays.
      for (const gone of known) if (idOf(gone) || gone.querySelector("[name$='-DELETE']:checked")) gone.remove();
      const count = form.querySelector(`[data-rows-of="${prefix}"]`);
      if (count) count.textContent = rowsOf(group).length;
    }
    renumberAll();
  };

  // Values that the form carries along, and what the server made of a field that nobody has touched since it was sent.
  const takeValues = (page, sent) => {
    const fresh = byId("article_form", page);
    for (const control of fresh.querySelectorAll("input[name], textarea[name], select[name]")) {
      const { name, type } = control;
      if (["csrfmiddlewaretoken", "draft"].includes(name) || name.endsWith("-TOTAL_FORMS") || name.includes("__prefix__")) continue;
      const own = form.elements[name];
      if (!own || own instanceof RadioNodeList || own.multiple || ["checkbox", "radio", "submit", "file"].includes(type)) continue;
      if (type === "hidden") own.value = control.value;
      else if (own !== document.activeElement && !own.closest(".prose-editor") && own.value === sent.get(name)) own.value = control.value;
    }
  };

  // A press that has begun ends on what it began on: drawn anew under the finger, the button would never hear of it.
  const isFree = async (part) => {
    while (part.matches(":active")) await new Promise((ended) => { setTimeout(ended, 50); });
  };
  // What was open stays open, and the focus stays where it was.
  const redraw = (own, fresh) => {
    if (own.innerHTML === fresh.innerHTML) return;
    const open = [...own.querySelectorAll("details")].map((one) => one.open);
    const focused = own.contains(document.activeElement) ? document.activeElement : null;
    own.innerHTML = fresh.innerHTML;
    own.querySelectorAll("details").forEach((one, place) => { one.open = open[place] ?? one.open; });
    if (focused?.dataset.then) own.querySelector(`[data-then="${focused.dataset.then}"]`)?.focus({ preventScroll: true });
    else if (focused) own.querySelector(focused.localName)?.focus({ preventScroll: true });
  };
  const takeParts = (page) => {
    for (const id of LIVE) {
      const [own, fresh] = [byId(id), byId(id, page)];
      if (own && fresh) redraw(own, fresh);
    }
    for (const id of MARKED) Object.assign(byId(id)?.dataset ?? {}, byId(id, page)?.dataset);
    for (const part of ["div.breadcrumbs", "h1"]) {
      const [own, fresh] = [document.querySelector(part), page.querySelector(part)];
      if (own && fresh) own.innerHTML = fresh.innerHTML;
    }
    document.title = page.title;
    // What only a new release begins with.
    if (!page.querySelector("[data-word-drop]")) document.querySelector("[data-word-drop]")?.remove();
    // What the checks say stands in front of the help of its field.
    for (const old of form.querySelectorAll(".help .finding")) old.remove();
    for (const finding of page.querySelectorAll(".help .finding")) {
      byId(finding.closest(".help").id)?.firstElementChild?.prepend(finding, " ");
    }
    takeMessages(page);
  };

  // "Saved" is said in the bar; whatever else the server has to say stands above the text.
  const takeMessages = (page) => {
    const said = [...page.querySelectorAll(".messagelist li:not(.success)")];
    document.querySelector(".messagelist")?.remove();
    if (!said.length) return;
    const list = Object.assign(document.createElement("ul"), { className: "messagelist" });
    list.setAttribute("role", "status");
    list.append(...said);
    byId("content").before(list);
  };

  // Where a message of a field stands on this page: its row has the name of its field, in the row of its file.
  const placeOf = (errors) => {
    const row = errors.closest(".form-row");
    const around = errors.closest(".inline-related, .inline-group");
    const within = around ? byId(around.id) : form;
    if (!row) return around?.matches(".inline-related") ? within?.querySelector("h3") : within?.querySelector("h2");
    const names = [...row.classList].filter((name) => name.startsWith("field-"));
    return within?.querySelector(`.form-row.${names.join(".")}`);
  };
  const clearErrors = () => {
    byId("form-mistakes").replaceChildren();
    for (const errors of form.querySelectorAll(".writing ul.errorlist")) if (!errors.closest(".drop-zone")) errors.remove();
    for (const row of form.querySelectorAll(".form-row.errors")) row.classList.remove("errors");
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  };
  const showErrors = (page) => {
    clearErrors();
    const fresh = byId("article_form", page);
    for (const errors of fresh.querySelectorAll(".writing ul.errorlist")) {
      const place = placeOf(errors);
      if (!place) continue;
      if (place.matches(".form-row")) {
        place.classList.add("errors");
        place.prepend(errors);
      } else place.after(errors);
      place.dispatchEvent(new Event("newsroom:show", { bubbles: true }));
    }
    for (const control of fresh.querySelectorAll("[aria-invalid]")) byId(control.id)?.setAttribute("aria-invalid", "true");
    const mistakes = byId("form-mistakes");
    mistakes.replaceChildren(...byId("form-mistakes", page).childNodes);
    document.title = page.title;
    mistakes.firstElementChild?.focus();
    mistakes.firstElementChild?.scrollIntoView({ block: "nearest" });
  };

  // Who has signed in again has another token; who has signed in as somebody else saves nothing in their name.
  const userOf = (page) => page.querySelector("script[data-user]")?.dataset.user;
  const renewToken = async () => {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
    if (isSignIn(answer)) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token || userOf(page) !== userOf(document)) return false;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  };
  const isSignIn = (answer) => answer.redirected && new URL(answer.url).pathname.endsWith("/login/");
  const post = (body) => fetch(form.getAttribute("action") || location.href, {
    method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" }, signal: AbortSignal.timeout(PATIENCE),
  });

  const KEPT = "What you typed stays here and is kept in this browser.";
  const signedOut = () => {
    status.replaceChildren(
      "Not saved: you are signed out. ",
      Object.assign(document.createElement("a"), { href: location.pathname.replace(/(\/admin\/).*/, "$1"), target: "_blank", textContent: "Sign in in another window" }),
      `, then save again. ${KEPT}`,
    );
    return false;
  };

  const attempt = async () => {
    renumberAll();
    const mark = changes;
    const sent = new FormData(form, button);
    let answer = await post(sent);
    if (answer.status === 403) {
      if (!await renewToken()) return signedOut();
      sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      answer = await post(sent);
    }
    if (isSignIn(answer)) return signedOut();
    if (answer.status === 413) return refuse("Not saved: it is too big for this server.");
    if (!answer.ok) return refuse(`Not saved: the newsroom answered with an error (${answer.status}). ${KEPT} Try again in a moment.`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector(".conflict")) return compare();
    if (!byId("article_form", page)) return refuse(`Not saved: ${page.querySelector(".messagelist, .errornote, h1")?.textContent.trim() ?? "the page is gone."} ${KEPT}`);
    if (page.querySelector("#form-mistakes .mistakes")) {
      showErrors(page);
      return refuse("Not saved: see what is to be corrected.");
    }
    if (answer.redirected) history.replaceState(history.state, "", new URL(answer.url).pathname);
    await isFree(byId("writing-moves"));
    clearErrors();
    takeRows(page);
    takeValues(page, sent);
    takeParts(page);
    const isClean = changes === mark;
    if (isClean) changes = 0;
    bar.classList.toggle("is-changed", !isClean);
    tell(`Saved ${clock()}`);
    form.dispatchEvent(new CustomEvent("newsroom:saved", { bubbles: true, detail: { isClean } }));
    return true;
  };
  const refuse = (text) => {
    tell(text);
    return false;
  };
  // The page that puts two people's changes side by side is the server's answer to the form itself.
  const compare = () => {
    changes = 0;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_continue", value: "Save" }));
    form.dispatchEvent(new Event("newsroom:leaving"));
    form.submit();
    return false;
  };

  // One at a time: who saves again meanwhile is served when the first answer is there.
  let running = Promise.resolve(true);
  const save = () => {
    running = running.then(async () => {
      tell("Saving …");
      try {
        return await attempt();
      } catch {
        return refuse(`Not saved: there is no connection to the newsroom. ${KEPT}`);
      }
    });
    return running;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    if (!event.repeat) save();
  }, true); // before the fields of terms, which keep keys to themselves

  // What a move or a preview shows is what is stored: so what is typed is saved first, also what is typed meanwhile.
  // Of several that are pressed until then, the last one is meant.
  let wanted = null;
  const follow = async (event) => {
    const way = event.target.closest("[data-then]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!way || !isPlain || !(isChanged() || wanted)) return;
    event.preventDefault();
    event.stopPropagation();
    const isWaiting = Boolean(wanted);
    wanted = way.dataset.then;
    if (isWaiting) return;
    let isSaved = true;
    while (isSaved && isChanged()) isSaved = await save();
    const then = wanted;
    wanted = null;
    if (!isSaved) return;
    // The buttons have been drawn anew, with the version that is stored now.
    const fresh = bar.querySelector(`[data-then="${then}"]`);
    if (fresh) fresh.click();
    else tell("This cannot be done any more; see what has changed.");
  };
  bar.addEventListener("click", follow);

  form.addEventListener("input", note);
  // Fields of terms tell jQuery alone; while the page is made ready, Django's scripts say so of each without a change.
  window.django?.jQuery(() => window.django.jQuery(form).on("change", note));
  addEventListener("beforeunload", (event) => { if (isChanged()) event.preventDefault(); });
})();
