// A Word document dropped anywhere on the page is sent by the form that takes one, but where documents are added.
{
  const form = document.querySelector("[data-word-drop]");
  const documentIn = (transfer) => [...transfer?.files ?? []].find((file) => file.name.toLowerCase().endsWith(".docx"));

  document.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer?.items ?? []].some((item) => item.type.includes("wordprocessingml"))) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const dropped = documentIn(event.dataTransfer);
    if (!dropped || !form.isConnected || event.target.closest(".drop-zone")) return;
    event.preventDefault();
    event.stopPropagation();
    const one = new DataTransfer();
    one.items.add(dropped);
    form.elements.document.files = one.files;
    form.requestSubmit();
  }, true);
}
