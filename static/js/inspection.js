// Marking by keyboard: 1 to 4 give the grade, S saves and goes on, N and P move through the sample.

const sheet = document.querySelector("[data-marks]");

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const key = CSS.escape(event.key);
  const target =
    sheet.querySelector(`[data-key="${key}"] input`) ||
    document.querySelector(`[aria-keyshortcuts="${key}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
