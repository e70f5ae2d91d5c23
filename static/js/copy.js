// <button data-copy="ID">: copies what stands in the field. Where the browser forbids scripts to
// copy (pages without TLS), the text is marked, ready for Ctrl+C.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  const word = button.querySelector("span");
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else if (!document.execCommand("copy")) throw new Error("not allowed");
    word.textContent = "已复制";
  } catch {
    word.textContent = "请手动复制";
  }
  setTimeout(() => (word.textContent = "复制"), 2000);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-select]")) event.target.select();
});
