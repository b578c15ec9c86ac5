// Opens what a move asks beside the text. Without this script its page asks, and that is also where this form comes from.
(() => {
  const bar = document.getElementById("writing-bar");
  if (!bar) return;
  const dialog = document.createElement("dialog");
  dialog.className = "asking";
  dialog.setAttribute("aria-labelledby", "asking-heading");
  let opener = null;

  const close = () => {
    dialog.close();
    opener?.focus();
  };
  const button = () => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "asking-close";
    made.textContent = "Close";
    made.addEventListener("click", close);
    return made;
  };

  // Ids of that page which this one has as well.
  const setApart = (part) => {
    for (const element of part.querySelectorAll("[id]")) {
      const { id } = element;
      if (!document.getElementById(id)) continue;
      element.id = `asking-${id}`;
      for (const name of ["for", "aria-labelledby", "aria-describedby"]) {
        for (const other of part.querySelectorAll(`[${name}="${id}"]`)) other.setAttribute(name, element.id);
      }
    }
  };

  const show = (html, address) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const content = page.querySelector("#content-main");
    const form = content?.querySelector("form[method=post]");
    if (!form) return location.assign(address);
    dialog.replaceChildren();
    content.querySelector(".closelink")?.remove();
    content.querySelector(".embargo")?.remove();
    setApart(content);
    const heading = Object.assign(document.createElement("h2"), { id: "asking-heading", textContent: page.querySelector("h1").textContent });
    dialog.append(button(), heading, ...content.childNodes);
    form.action = address;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, event.submitter);
    });
    if (!dialog.isConnected) document.getElementById("content").append(dialog);
    if (!dialog.open) dialog.show();
    form.dispatchEvent(new Event("newsroom:asked", { bubbles: true }));
    (form.querySelector("[aria-invalid]") ?? [...form.elements].find((one) => one.getClientRects().length && one.type !== "hidden"))?.focus();
  };

  const isElsewhere = (answer) => answer.redirected && new URL(answer.url).pathname.endsWith("/login/");
  const send = async (form, submitter) => {
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form, submitter), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(60_000),
      });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) location.assign((await answer.json()).address);
      else if (answer.ok && !isElsewhere(answer)) show(await answer.text(), form.action);
      else form.submit(); // the page says what is wrong
    } catch {
      let complaint = form.querySelector(".asking-error");
      if (!complaint) {
        complaint = Object.assign(document.createElement("p"), { className: "errornote asking-error" });
        complaint.setAttribute("role", "alert");
        form.prepend(complaint);
      }
      complaint.textContent = "This was not done: there is no connection to the newsroom.";
    }
  };

  bar.addEventListener("click", async (event) => {
    const way = event.target.closest("a.move, a[data-then$='-remark']");
    if (!way || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener = way.closest(".writing-more")?.querySelector("summary") ?? way;
    try {
      const answer = await fetch(way.href, { signal: AbortSignal.timeout(60_000) });
      if (!answer.ok || isElsewhere(answer)) location.assign(way.href);
      else show(await answer.text(), way.href);
    } catch {
      document.getElementById("save-status")?.replaceChildren("There is no connection to the newsroom.");
    }
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
})();
