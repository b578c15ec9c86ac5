// The body of a release as an editor for prose, where the desk has a textarea with HTML.
// It offers what articles/text/body.py lets a body hold; without this script the textarea stays.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, Link, ListItem, Menu, OrderedList, Paragraph, Subscript, Superscript, Table, TableCell, TableHeader, TableRow,
  Text, createTextareaEditor, initializeEditors,
} from "django-prose-editor/editor";

const MENU = ["headings", "marks", "lists", "nodes -blockType -lists", "link", "table", "history"];

// What became of a paste, in a line below the text; the status of the page tells those who do not see it.
const tell = (textarea, text) => {
  const status = textarea.form.querySelector("#writing-status");
  if (status) status.textContent = text;
  const row = textarea.closest(".form-row");
  let line = row.querySelector(".paste-told");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "paste-told" });
    if (status) line.setAttribute("aria-hidden", "true");
    else line.setAttribute("role", "status");
    row.append(line);
  }
  line.textContent = text;
  line.hidden = !text;
};

const BEGINS_OR_ENDS_WITH_PICTURE = /^\s*<p>\[picture \d+\]<\/p>|<p>\[picture \d+\]<\/p>\s*$/;
const insertBelow = (editor, html) => {
  const { $from } = editor.state.selection;
  // An empty line gives its place.
  if (!$from.depth || !$from.parent.content.size) editor.commands.insertContent(html);
  else editor.commands.insertContentAt($from.after(1), html);
};

// desk/pasted-pictures.js uploads the pictures of what was pasted, where a release has some, and puts marks in their places.
const withPictures = (form, given) => new Promise((done) => {
  const event = new CustomEvent("newsroom:pasting", { cancelable: true, detail: { ...given, done } });
  if (form.dispatchEvent(event)) done({ html: given.html, told: "" });
});

// The server makes of pasted HTML what a body may hold (articles/text/paste/): here styles and pictures of a page
// would be loaded or reported, and what Word says in styles alone would get lost. Without an answer the plain text is pasted.
const pasteCleaned = async (editor, transfer, textarea) => {
  const text = transfer.getData("text/plain");
  const { title } = textarea.form.elements;
  const { html, told } = await withPictures(textarea.form, {
    html: transfer.getData("text/html"), rtf: transfer.getData("text/rtf"), files: [...transfer.files],
  });
  let cleaned = null;
  try {
    const answer = await fetch(textarea.dataset.bodyEditor, {
      method: "POST", body: new URLSearchParams({ html, title: title?.value ?? "" }), headers: { "X-CSRFToken": textarea.form.elements.csrfmiddlewaretoken.value },
    });
    if (answer.ok && !answer.redirected) cleaned = await answer.json();
  } catch {
    // no line
  }
  if (cleaned === null) {
    editor.view.pasteText(text);
    tell(textarea, "Pasted without formatting: the newsroom did not answer.");
  } else {
    // What is pasted flows into the line of the caret; the place of a picture is a line of its own.
    if (BEGINS_OR_ENDS_WITH_PICTURE.test(cleaned.html)) insertBelow(editor, cleaned.html);
    else editor.view.pasteHTML(cleaned.html);
    tell(textarea, [told, cleaned.left_out].filter(Boolean).join(" "));
  }
};

// Whether the server has to look at it; what the editor itself has copied or drags is clean.
const isForeign = (view, transfer) => {
  const html = transfer?.getData("text/html");
  if (view.dragging || html?.includes("data-pm-slice")) return false;
  return Boolean(html) || (document.querySelector("#pictures-group") && [...transfer?.files ?? []].some((file) => file.type.startsWith("image/")));
};

// A name for the editable element, the base style from a file of ours instead of an inline one (the
// content security policy forbids it), and the attributes of old bodies that would get lost otherwise.
const atTheDesk = (label, textarea) => Extension.create({
  name: "desk",
  onBeforeCreate() {
    this.editor.options.injectCSS = false;
    this.editor.options.editorProps = {
      attributes: { "aria-labelledby": label.id, "aria-multiline": "true" },
      handleDOMEvents: {
        paste: (view, event) => {
          if (!isForeign(view, event.clipboardData)) return false;
          event.preventDefault();
          pasteCleaned(this.editor, event.clipboardData, textarea);
          return true;
        },
        drop: (view, event) => {
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
          if (!place || !isForeign(view, event.dataTransfer)) return false;
          event.preventDefault();
          this.editor.chain().focus().setTextSelection(place.pos).run();
          pasteCleaned(this.editor, event.dataTransfer, textarea);
          return true;
        },
      },
    };
  },
  addKeyboardShortcuts() {
    // Tab moves inside lists and tables; who writes by keyboard gets out this way.
    return {
      Escape: () => {
        const fields = [...label.form.querySelectorAll("input, select, textarea, [tabindex='0']")];
        const next = fields.find((field) => field.tabIndex >= 0 && field.getClientRects().length && !field.disabled
          && this.editor.view.dom.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING
          && !field.closest(".prose-editor"));
        next?.focus();
        return Boolean(next);
      },
    };
  },
  addGlobalAttributes() {
    return [
      { types: ["paragraph", "blockquote"], attributes: { lang: { default: null } } },
      { types: ["tableHeader"], attributes: { scope: { default: null } } },
    ];
  },
});

// The menu says by colour alone what is switched on and what cannot be done here.
const tellStates = (menu) => {
  for (const button of menu.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", button.classList.contains("active"));
    button.setAttribute("aria-disabled", button.classList.contains("disabled"));
  }
};

const create = (textarea) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  label.id ||= `${textarea.id}_label`;
  const editor = createTextareaEditor(textarea, [
    Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4] }), Bold, Italic, Subscript, Superscript,
    BulletList, OrderedList.configure({ enableListAttributes: false }), ListItem, Blockquote, HorizontalRule,
    Link.configure({ enableTarget: false, protocols: ["http", "https", "mailto", "tel"] }),
    Table.configure({ resizable: false }), TableRow, TableHeader, TableCell,
    History, Dropcursor, Gapcursor, Menu.configure({ groups: MENU.map((group) => ({ group })) }), atTheDesk(label, textarea),
  ]);
  // Text that desk/autosave.js has put into the textarea.
  textarea.addEventListener("newsroom:restored", () => editor.commands.setContent(textarea.value));
  label.addEventListener("click", () => editor.commands.focus());
  editor.on("create", () => {
    const menu = textarea.parentElement.querySelector(".prose-menubar");
    menu.setAttribute("role", "toolbar");
    menu.setAttribute("aria-label", "Formatting");
    tellStates(menu);
    editor.on("transaction", () => tellStates(menu));
  });
};

initializeEditors(create, "[data-body-editor]");
