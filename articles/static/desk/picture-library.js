// "Use a picture again" below the place where pictures are dropped: a search in the library, whose answer becomes a row
// as a file does that was uploaded (desk/pictures.js). Without this script the library itself shows where a picture is.
const group = document.querySelector("#pictures-group");
const sample = group?.querySelector(".empty-form [data-library]");
// Nobody types faster than this, milliseconds.
const PAUSE = 250;

const make = (name, facts = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), facts);
  element.append(...inside);
  return element;
};

function resultOf(picture) {
  const name = make("span", { className: "library-name", textContent: picture.name });
  const note = make("span", { className: "library-note", textContent: picture.note });
  const button = make("button", { type: "button" }, make("img", { src: picture.address, alt: "", loading: "lazy" }), name, note);
  button.addEventListener("click", () => {
    group.dispatchEvent(new CustomEvent("newsroom:picture-chosen", { detail: picture }));
  });
  return make("li", {}, button);
}

if (sample && group.querySelector(".drop-zone")) {
  const words = make("input", { type: "search", id: "picture-library-words", autocomplete: "off" });
  const label = make("label", { htmlFor: words.id, textContent: "Words of its text, caption, credit or file name:" });
  const status = make("p");
  status.setAttribute("role", "status");
  const list = make("ul", { className: "library-results" });
  const panel = make("details", { className: "picture-library" },
    make("summary", { textContent: "Use a picture again" }), label, words, status, list);
  group.querySelector(".drop-zone").after(panel);

  let asked = 0;
  const find = async () => {
    asked += 1;
    const mine = asked;
    const language = document.querySelector("#article_form [name=language]")?.value ?? "";
    try {
      const answer = await fetch(`${sample.dataset.library}?${new URLSearchParams({ q: words.value, language })}`);
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const { pictures, has_more: hasMore } = await answer.json();
      if (mine !== asked) return;
      list.replaceChildren(...pictures.map(resultOf));
      status.textContent = pictures.length ? `${pictures.length} found${hasMore ? ", and more: add a word" : ""}.` : "No picture has these words.";
    } catch {
      status.textContent = "The library did not answer. Try it once more.";
    }
  };

  let waiting = 0;
  words.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(waiting);
    waiting = setTimeout(find, PAUSE);
  });
  words.addEventListener("change", (event) => event.stopPropagation());
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  panel.addEventListener("toggle", () => {
    if (panel.open && !list.children.length) find();
  });
}
