// The body of a release as an editor for prose, where the desk has a textarea with HTML.
// It offers what articles/body.py lets a body hold; without this script the textarea stays.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading, History, HorizontalRule,
  Italic, Link, ListItem, Menu, OrderedList, Paragraph, Subscript, Superscript, Table, TableCell, TableHeader, TableRow,
  Text, createTextareaEditor, initializeEditors,
} from "django-prose-editor/editor";
import { cleaned } from "newsroom/word-paste";

const MENU = ["headings", "marks", "lists", "nodes -blockType -lists", "link", "table", "history"];

// A name for the editable element, the base style from a file of ours instead of an inline one (the
// content security policy forbids it), and the attributes of old bodies that would get lost otherwise.
const atTheDesk = (label) => Extension.create({
  name: "desk",
  onBeforeCreate() {
    this.editor.options.injectCSS = false;
    this.editor.options.editorProps = {
      attributes: { "aria-labelledby": label.id, "aria-multiline": "true" },
      transformPastedHTML: cleaned,
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
    History, Dropcursor, Gapcursor, Menu.configure({ groups: MENU.map((group) => ({ group })) }), atTheDesk(label),
  ]);
  // Text that newsroom/autosave.js has put into the textarea.
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
