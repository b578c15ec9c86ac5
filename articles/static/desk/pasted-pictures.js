// Pictures among pasted or dropped text become pictures of the release: each is uploaded by desk/pictures.js, and in its
// place the text gets a mark that the server makes [picture N] of. What no browser may read stays for the server to name.
const form = document.querySelector("#article_form");
const group = form?.querySelector("#pictures-group");

// The file of a data: address; null for what is none.
const ofDataAddress = (address, name) => {
  const match = /^data:(image\/[a-z+.-]+);base64,([\s\S]+)$/i.exec(address);
  if (!match) return null;
  try {
    return asFile(Uint8Array.from(atob(match[2]), (char) => char.charCodeAt(0)), match[1].toLowerCase(), name);
  } catch {
    return null;
  }
};

const asFile = (bytes, type, name) => new File([bytes], `${name}.${type.replace("image/", "").replace("jpeg", "jpg")}`, { type });

// Word's own pictures lie on somebody's disk, where a page may not read; but the same text as RTF holds those that are
// PNG or JPEG, in the order in which they stand.
const ofRtf = (rtf) => {
  const found = [];
  for (const part of rtf.split("{\\pict").slice(1)) {
    const kind = /\\(png|jpeg)blip/.exec(part.slice(0, 4000))?.[1];
    if (!kind) continue;
    let plain = part;
    // Names and properties stand in groups of their own, which lie in each other.
    for (let before = ""; before !== plain;) {
      before = plain;
      plain = plain.replace(/\{[^{}]*\}/g, "");
    }
    const digits = plain.slice(0, plain.indexOf("}")).replace(/\\[a-z]+-?\d* ?/g, "").replace(/\s+/g, "");
    const pairs = /^(?:[0-9a-f]{2})+$/i.test(digits) ? digits.match(/../g) : [];
    if (pairs.length) found.push([Uint8Array.from(pairs, (pair) => parseInt(pair, 16)), `image/${kind}`]);
  }
  return found;
};

// Word writes this below what it has guessed.
const byAPerson = (alt) => alt.replace(/\s*(Description automatically generated.*|AI-generated content may be incorrect\.?)\s*$/is, "").trim();

// Tags are read as text: of a document made of them the content security policy would report each style.
const IMAGE = /<img\b(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const attribute = (tag, name) => {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(tag);
  const written = (match?.[1] ?? match?.[2] ?? match?.[3] ?? "").replaceAll("<", "&lt;");
  return new DOMParser().parseFromString(written, "text/html").body.textContent;
};
const hasWords = (html) => html.replace(/<style\b[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>|&nbsp;/gi, "").trim() !== "";

// The images of what was pasted, in their order, each with its file where there is one.
const picturesOf = (html, rtf, files) => {
  if (!html) return files.map((file) => ({ file, alt: "" }));
  const tags = html.match(IMAGE) ?? [];
  const sources = tags.map((tag) => attribute(tag, "src"));
  const isLocal = (source) => /^file:/i.test(source);
  const local = sources.filter(isLocal);
  const written = local.length ? ofRtf(rtf) : [];
  // With one missing, nobody knows which.
  const inRtf = written.length === local.length ? [...written] : [];
  return tags.map((tag, place) => {
    const name = `pasted-${place + 1}`;
    let file = ofDataAddress(sources[place], name);
    if (!file && isLocal(sources[place]) && inRtf.length) file = asFile(...inRtf.shift(), name);
    // A picture that was copied alone comes as a file too.
    if (!file && tags.length === 1 && files.length === 1 && !hasWords(html)) [file] = files;
    return { file, alt: byAPerson(attribute(tag, "alt")) };
  });
};

const added = (count) => count === 1
  ? "1 picture was added to the pictures of the release: describe it there."
  : `${count} pictures were added to the pictures of the release: describe them there.`;

if (group?.querySelector(".empty-form [data-upload]")) {
  form.addEventListener("newsroom:pasting", (event) => {
    const { html, rtf, done } = event.detail;
    const pictures = picturesOf(html, rtf, event.detail.files.filter((file) => file.type.startsWith("image/")));
    const readable = pictures.filter(({ file }) => file);
    if (!readable.length) return;
    event.preventDefault();
    const taken = (answers) => {
      readable.forEach((picture, place) => Object.assign(picture, answers[place]));
      const marks = pictures.map(({ number }) => (number ? `<img class="word-picture-${number}">` : "<img>"));
      const counted = answers.filter(({ number }) => number).length;
      const told = [...counted ? [added(counted)] : [], ...answers.flatMap(({ error }) => error ?? [])];
      done({ html: html ? html.replace(IMAGE, () => marks.shift()) : marks.join(""), told: told.join(" ") });
    };
    group.dispatchEvent(new CustomEvent("newsroom:pictures-pasted", { detail: { pictures: readable, done: taken } }));
  });
}
