// Pictures and documents of a release: dropped or chosen several at once, uploaded at once, and a focal point by click.
// Without this script each row has its file input, and the form brings the files.
const form = document.querySelector("#article_form");

const rowsOf = (group) => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const pkOf = (row) => row.querySelector("[name$='-file-pk']");
const changed = (input) => input.dispatchEvent(new Event("change", { bubbles: true }));

// How often a file is sent again when the server says that others come first, each time after the seconds it names.
const MOST_TRIES = 12;

async function send(address, file, tries = 1) {
  const body = new FormData();
  body.append("file", file);
  const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
  try {
    const response = await fetch(address, { method: "POST", body, headers });
    if (response.redirected) return { error: "You are signed out. Sign in in another window, and try once more." };
    if (response.status === 413) return { error: `“${file.name}” was not taken: it is too big for this server.` };
    const pause = Number(response.headers.get("Retry-After"));
    if (response.status === 503 && pause && tries < MOST_TRIES) {
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      return await send(address, file, tries + 1);
    }
    return await response.json();
  } catch {
    return { error: `“${file.name}” did not arrive. Look whether you are online, and try once more.` };
  }
}

// The marker stands where the numbers say; a click on the picture changes the numbers.
function placeMarker(row) {
  const marker = row.querySelector(".focal-point");
  if (!marker) return;
  marker.style.left = `${field(row, "focal_x").value}%`;
  marker.style.top = `${field(row, "focal_y").value}%`;
  marker.hidden = false;
}

// The picture itself, or the way to the document.
function draw(row, address) {
  const picture = row.querySelector(".focal img");
  if (picture) {
    picture.src = address;
    picture.parentElement.hidden = false;
    placeMarker(row);
  } else {
    const link = row.querySelector(".stored");
    link.href = address;
    link.hidden = false;
  }
}

// What the file says of its picture stands where nothing was typed. Returns the labels of the fields that got it.
function offer(row, offers) {
  const filled = [];
  for (const [name, text] of Object.entries(offers)) {
    const input = field(row, name);
    if (!input || input.value || (name === "alt" && field(row, "is_decorative").checked)) continue;
    input.value = text;
    filled.push(input.labels[0].textContent.replace(/:$/, "").toLowerCase());
    changed(input);
  }
  return filled;
}

function show(row, answer, file) {
  pkOf(row).value = answer.pk;
  draw(row, answer.address);
  const title = field(row, "title");
  if (title) title.value ||= file.name.replace(/\.[^.]*$/, "").replace(/[-_]+/g, " ");
  changed(pkOf(row));
}

function freeRow(group) {
  const free = rowsOf(group).find((row) => !row.classList.contains("has_original") && !pkOf(row).value);
  if (free) return free;
  group.querySelector(".add-row a").click();
  return rowsOf(group).at(-1);
}

// What an editor would fill in anyway: the next number, and the first picture leads unless it stands in the text.
function introduce(group, row, mayLead = true) {
  const number = field(row, "number");
  if (!number) return;
  const others = rowsOf(group).filter((other) => other !== row);
  number.value ||= Math.max(0, ...others.map((other) => Number(field(other, "number").value))) + 1;
  if (mayLead && !others.some((other) => pkOf(other).value)) field(row, "is_lead").checked = true;
}

function dropZone(group, sample) {
  const isPicture = sample.dataset.upload === "picture";
  const things = isPicture ? "pictures" : "documents";
  const zone = document.createElement("div");
  zone.className = "drop-zone";
  const label = document.createElement("label");
  label.textContent = `Drop ${things} here, or choose them:`;
  const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, accept: sample.accept });
  input.id = `${group.id}-drop`;
  label.htmlFor = input.id;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const complaints = Object.assign(document.createElement("ul"), { className: "errorlist" });
  complaints.setAttribute("aria-live", "polite");
  zone.append(label, input, status, complaints);
  group.querySelector("h2").after(zone);

  const complain = (text) => complaints.append(Object.assign(document.createElement("li"), { textContent: text }));

  async function take(files, into) {
    complaints.replaceChildren();
    let first = null;
    let taken = 0;
    const filled = new Set();
    for (const [place, file] of files.entries()) {
      status.textContent = `Uploading ${place + 1} of ${files.length}: ${file.name}`;
      const answer = await send(sample.dataset.address, file);
      if (answer.error) {
        complain(answer.error);
        continue;
      }
      const row = into ?? freeRow(group);
      show(row, answer, file);
      offer(row, answer.offers).forEach((label) => filled.add(label));
      introduce(group, row);
      first ??= row;
      taken += 1;
    }
    status.textContent = taken === 1 ? "1 file uploaded; save the release to keep it." :
      taken ? `${taken} files uploaded; save the release to keep them.` : "";
    if (filled.size) status.textContent += ` Read from the file, to be checked: ${[...filled].join(", ")}.`;
    if (first) field(first, isPicture ? "alt" : "title").focus();
  }

  // Pictures that were pasted into the text (desk/pasted-pictures.js): the number of each, or why it was not taken.
  async function takePasted(pictures) {
    complaints.replaceChildren();
    const answers = [];
    for (const [place, { file, alt }] of pictures.entries()) {
      status.textContent = `Uploading ${place + 1} of ${pictures.length}`;
      const answer = await send(sample.dataset.address, file);
      if (answer.error) {
        complain(answer.error);
        answers.push({ error: answer.error });
        continue;
      }
      const row = freeRow(group);
      show(row, answer, file);
      offer(row, { ...answer.offers, ...alt && { alt: alt.slice(0, field(row, "alt").maxLength) } });
      introduce(group, row, false);
      answers.push({ number: Number(field(row, "number").value) });
    }
    status.textContent = answers.some(({ number }) => number) ? "Taken from the text; save the release to keep them." : "";
    return answers;
  }

  // A picture of the library, which is stored already (desk/picture-library.js).
  group.addEventListener("newsroom:picture-chosen", ({ detail }) => {
    const row = freeRow(group);
    show(row, detail, { name: "" });
    offer(row, detail.offers);
    introduce(group, row);
    status.textContent = "Taken from the library, with its texts: check that they fit here, and save the release.";
    field(row, "alt").focus();
  });

  // One upload after the other, in the order in which they were given.
  let queue = Promise.resolve();
  group.addEventListener("newsroom:pictures-pasted", ({ detail }) => {
    queue = queue.then(() => takePasted(detail.pictures)).then(detail.done);
  });
  const enqueue = (files, into) => { if (files.length) queue = queue.then(() => take(files, into)); };

  input.addEventListener("change", (event) => {
    event.stopPropagation();
    enqueue([...input.files]);
    input.value = "";
  });
  group.addEventListener("change", ({ target }) => {
    if (target.type !== "file" || !target.files.length) return;
    const files = [...target.files];
    target.value = "";
    enqueue(files, target.closest(".inline-related"));
  });
  group.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  group.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  group.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    enqueue([...event.dataTransfer.files]);
  });
}

for (const group of form?.querySelectorAll(".inline-group") ?? []) {
  const sample = group.querySelector(".empty-form [data-upload]");
  if (!sample) continue;
  dropZone(group, sample);
  rowsOf(group).filter((row) => pkOf(row).value).forEach(placeMarker);
  // desk/autosave.js has put back what was typed, the ids of files among it.
  form.addEventListener("newsroom:restored", () => {
    for (const row of rowsOf(group)) {
      const { value } = pkOf(row);
      if (value) draw(row, sample.dataset.stored.replace("/0/", `/${value}/`));
    }
  });
  group.addEventListener("click", (event) => {
    const picture = event.target.closest(".focal");
    if (!picture) return;
    const row = picture.closest(".inline-related");
    // A small picture is cut: it opens first.
    const rest = row.querySelector(".file-rest details");
    if (rest && !rest.open) {
      rest.open = true;
      return;
    }
    const box = picture.getBoundingClientRect();
    const percent = (at, size) => Math.min(100, Math.max(0, Math.round(at / size * 100)));
    field(row, "focal_x").value = percent(event.clientX - box.left, box.width);
    field(row, "focal_y").value = percent(event.clientY - box.top, box.height);
    changed(field(row, "focal_x"));
    placeMarker(row);
  });
  group.addEventListener("input", ({ target }) => {
    if (/-focal_[xy]$/.test(target.name)) placeMarker(target.closest(".inline-related"));
  });
  group.addEventListener("change", ({ target }) => {
    if (!target.checked || !target.name.endsWith("-is_lead")) return;
    for (const row of rowsOf(group)) {
      if (field(row, "is_lead") !== target) field(row, "is_lead").checked = false;
    }
  });
}
