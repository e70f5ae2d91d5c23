// Reviewing by keyboard: A accepts, R returns, N and P go through the queue.

const bar = document.querySelector("[data-review]");
const details = bar.querySelector("details");

details.addEventListener("toggle", () => details.open && details.querySelector("textarea").focus());

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const target = bar.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
