// The text of the original stands beside a translation on a wide window; on a narrow one it is folded at first.
(() => {
  const fold = document.querySelector(".source-text > details");
  if (fold && matchMedia("(max-width: 899px)").matches) fold.open = false;
})();
