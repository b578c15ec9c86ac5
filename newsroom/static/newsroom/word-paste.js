// What Word puts on the clipboard, made plain before the editor reads it: Word draws its lists as paragraphs with a
// bullet or a number and padding in front, and says in their style that they are items, and of which level.
// articles/word_paste.py does the same with whatever comes another way.

const LEVEL = /<p\b([^>]*?)\sstyle=("[^"]*mso-list:[^"]*?level(\d)[^"]*"|'[^']*mso-list:[^']*?level(\d)[^']*')/gi;
const MARKER = /^[\s\u00a0]*(?:[·•▪●■§o–-]|(\d{1,3}|[a-z]|[ivx]{1,5})[.)])[\s\u00a0]+/i;
const SCHEMES = ["http", "https", "mailto", "tel"];
const RENAMED = { H1: "h2", H5: "h4", H6: "h4" };

const texts = (node) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
};

// Takes the marker off a paragraph; returns its number, if it is one.
const withoutMarker = (paragraph) => {
  const match = paragraph.textContent.match(MARKER);
  if (!match) return "";
  let left = match[0].length;
  for (const text of texts(paragraph)) {
    const cut = Math.min(left, text.data.length);
    text.deleteData(0, cut);
    left -= cut;
  }
  return match[1] ?? "";
};

const makeLists = (body) => {
  for (const first of body.querySelectorAll("p[data-level]")) {
    if (!first.hasAttribute("data-level")) continue; // already an item of a list
    const items = [];
    for (let next = first; next?.matches("p[data-level]"); next = next.nextElementSibling) items.push(next);
    const place = document.createComment("");
    first.before(place);
    const open = []; // lists with their levels, outermost first
    const outermost = [];
    for (const paragraph of items) {
      const level = Number(paragraph.dataset.level);
      paragraph.removeAttribute("data-level");
      const kind = withoutMarker(paragraph) ? "ol" : "ul";
      const isOver = (one) => one.level > level || (one.level === level && one.list.localName !== kind);
      while (open.length && isOver(open.at(-1))) open.pop();
      if (!open.length || open.at(-1).level < level) {
        const list = body.ownerDocument.createElement(kind);
        const above = open.at(-1)?.list.lastElementChild;
        if (above) above.append(list);
        else outermost.push(list);
        open.push({ level, list });
      }
      const item = body.ownerDocument.createElement("li");
      item.append(paragraph);
      open.at(-1).list.append(item);
    }
    place.replaceWith(...outermost);
  }
};

const nameColumns = (table) => {
  const [first, ...others] = table.rows;
  if (!first || !others.length) return;
  const isHeading = (cell) => cell.localName === "th"
    || (cell.textContent.trim() && [...cell.querySelectorAll("b, strong")].map((part) => part.textContent).join("").trim() === cell.textContent.trim());
  if (![...first.cells].every(isHeading)) return;
  for (const cell of [...first.cells]) {
    const heading = table.ownerDocument.createElement("th");
    heading.setAttribute("scope", "col");
    heading.append(...cell.childNodes);
    for (const name of ["colspan", "rowspan"]) if (cell.hasAttribute(name)) heading.setAttribute(name, cell.getAttribute(name));
    cell.replaceWith(heading);
  }
};

// The security policy blocks (and reports) pasted styles and handlers, so they go before anything reads them. Google Docs
// wraps all it copies in a `b` that only its style makes normal.
const withoutStyles = (html) => html
  .replace(LEVEL, (all, before, style, one, other) => `<p${before} data-level="${one ?? other}"`)
  .replace(/<b\s[^>]*font-weight:\s*normal[^>]*>/gi, "<span>")
  .replace(/<style[\s\S]*?<\/style>/gi, "")
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(?:style|on[a-z]+)=("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));

// The server takes the address of any other link away, and then the link.
const leadsSomewhere = (link) => {
  const address = (link.getAttribute("href") ?? "").replace(/[\x00-\x20]/g, "").replace(/\\/g, "/");
  const scheme = address.match(/^([a-z][a-z0-9+.-]*):/i)?.[1].toLowerCase();
  return link.hasAttribute("href") && !address.startsWith("//") && (!scheme || SCHEMES.includes(scheme));
};

// Pasted HTML as a body of a release may hold it.
export const cleaned = (html) => {
  const parsed = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  const { body } = parsed;
  // The server takes these out as well; here the browser would try to load them.
  body.querySelectorAll("script, style, img, picture, svg, math, iframe, object, embed, link, meta").forEach((part) => part.remove());
  for (const link of body.querySelectorAll("a")) if (!leadsSomewhere(link)) link.replaceWith(...link.childNodes);
  for (const heading of body.querySelectorAll("h1, h5, h6")) {
    const renamed = parsed.createElement(RENAMED[heading.nodeName]);
    renamed.append(...heading.childNodes);
    heading.replaceWith(renamed);
  }
  makeLists(body);
  body.querySelectorAll("table").forEach(nameColumns);
  for (const text of texts(body)) text.data = text.data.replace(/[ \t]*\u00a0[ \t\u00a0]+|[ \t]+\u00a0/g, " ");
  for (const block of body.querySelectorAll("p, h2, h3, h4")) {
    if (!block.textContent.trim() && !block.closest("td, th")) block.remove();
  }
  return body.innerHTML;
};
