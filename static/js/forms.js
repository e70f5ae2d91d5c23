// Forms: no double sending, the error summary first, files by name, rows to tick.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A second click must not send twice. The button that was pressed stays in the data, so the guard
// comes one tick later; going back in the browser frees it again.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => buttonsOf(form).forEach((button) => button.setAttribute("aria-busy", "true")));
});

const buttonsOf = (form) => [...form.elements].filter((el) => el.type === "submit");

window.addEventListener("pageshow", () => {
  for (const form of all("form[data-sending]")) {
    delete form.dataset.sending;
    buttonsOf(form).forEach((button) => button.removeAttribute("aria-busy"));
  }
});

// The error summary gets the focus, or where there is none the first control that is wrong; the links of a
// summary go into the control, not only to it.

(document.querySelector("[data-error-summary]") ?? document.querySelector("[aria-invalid=true]"))?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  const control = target?.matches("input, select, textarea") ? target : target?.querySelector("input, select, textarea");
  if (!control) return;
  event.preventDefault();
  (target.closest(".field") ?? target).scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

// Files: say what was chosen.

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

document.addEventListener("change", (event) => {
  const drop = event.target.matches("input[type=file]") && event.target.closest("[data-drop]");
  if (!drop) return;
  const list = drop.parentElement.querySelector(".drop-list");
  list.replaceChildren(...[...event.target.files].map(fileLine));
  list.hidden = !event.target.files.length;
});

function fileLine(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const bytes = document.createElement("small");
  name.textContent = file.name;
  bytes.textContent = size(file.size);
  line.append(name, bytes);
  return line;
}

for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("is-over", over));
}

// Rows to tick: <form data-selection> with ticks named "selected" and one [data-select-all].

function showSelection(form) {
  const ticks = all('input[name="selected"]', form);
  const chosen = ticks.filter((tick) => tick.checked);
  ticks.forEach((tick) => tick.closest("tr")?.classList.toggle("is-selected", tick.checked));
  form.querySelector(".selection").hidden = !chosen.length;
  form.querySelector("[data-selected-count]").textContent = chosen.length;
  const every = form.querySelector("[data-select-all]");
  if (every) {
    every.checked = chosen.length === ticks.length;
    every.indeterminate = chosen.length > 0 && chosen.length < ticks.length;
  }
}

function choose(form, checked) {
  all('input[name="selected"]', form).forEach((tick) => { tick.checked = checked; });
  showSelection(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-select-all]")) choose(form, event.target.checked);
  else if (event.target.name === "selected") showSelection(form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-select-none]");
  if (button) choose(button.form, false);
});
