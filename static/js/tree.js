// The unit tree: a button folds and unfolds what is below; htmx fetches it the first time.

document.addEventListener("click", (event) => {
  const toggle = event.target.closest(".tree__toggle[aria-controls]");
  if (!toggle) return;
  const open = toggle.getAttribute("aria-expanded") !== "true";
  toggle.setAttribute("aria-expanded", String(open));
  document.getElementById(toggle.getAttribute("aria-controls")).hidden = !open;
});
