// A recording is played where its still stands. Before somebody presses the button nothing is asked of the other host;
// without this script the title is a link to it.
for (const button of document.querySelectorAll("[data-player]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = Object.assign(document.createElement("iframe"), {
      src: button.dataset.player,
      title: button.dataset.title,
      allow: "fullscreen; encrypted-media; picture-in-picture",
      referrerPolicy: "strict-origin-when-cross-origin",
      className: "recording-player",
    });
    // It may run and play, and never lead this page elsewhere.
    frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-presentation", "allow-popups");
    button.closest(".recording").querySelector(".recording-still").replaceChildren(frame);
    button.hidden = true;
    frame.focus();
  });
}
