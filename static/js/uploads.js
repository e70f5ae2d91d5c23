// Photos and files of a form: sent as soon as they are chosen, with progress; a tick keeps each.
//
//   <div data-files="…/files/" data-tile="/duties/files/0/thumbnail/"> input[type=file], [data-tiles] </div>
//
// The server answers 201 {"id", "name", "photo"} or 422 {"message"}. Unticking takes a file out of the
// form, ticking brings it back: nothing is deleted here.

const place = document.querySelector("[data-files]");
const form = place.closest("form");
const input = place.querySelector("input[type=file]");
const tiles = place.querySelector("[data-tiles]");
const sending = new Set();
const said = (ticked) => (ticked ? "采用，再点去掉" : "不采用，再点恢复");

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function tile(name) {
  const item = element("li", "tile");
  const label = element("label");
  const state = element("span", "tile__state");
  const file = element("span", "tile__file", name);
  label.append(file, state);
  item.append(label);
  tiles.append(item);
  return { item, label, state, file };
}

/** The tick that keeps the file. */
function tick(parts, id) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "attachment", value: id, checked: true });
  parts.label.prepend(box);
  parts.state.textContent = said(true);
  return box;
}

function picture(parts, url, name) {
  const image = Object.assign(new Image(), { src: url, alt: name });
  image.addEventListener("error", () => image.replaceWith(parts.file)); // a PDF has no picture
  parts.file.replaceWith(image);
}

const thumbnail = (id) => place.dataset.tile.replace("/0/", `/${id}/`);

function send(file) {
  const parts = tile(file.name);
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  parts.label.append(bar);
  if (file.type.startsWith("image/")) picture(parts, URL.createObjectURL(file), file.name);
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append("file", file);
  sending.add(request);
  request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
  request.addEventListener("loadend", () => {
    sending.delete(request);
    bar.remove();
    answered(request, parts, file);
  });
  request.open("POST", place.dataset.files);
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.send(body);
}

function answered(request, parts, file) {
  if (request.status === 422) {
    parts.item.remove();
    refused(file, JSON.parse(request.responseText).message);
    return;
  }
  if (request.status !== 201) {
    failed(parts, file, "没有传上去");
    return;
  }
  const { id } = JSON.parse(request.responseText);
  if (tiles.querySelector(`input[value="${id}"]`)) { // the same file again
    parts.item.remove();
    return;
  }
  tick(parts, id).dispatchEvent(new Event("change", { bubbles: true }));
}

/** This file will never be taken: say which and why, at the field. */
function refused(file, reason) {
  const line = element("p", "field__error", `${file.name}：${reason}`);
  line.setAttribute("role", "alert");
  tiles.before(line);
}

function failed(parts, file, reason) {
  parts.item.classList.add("tile--failed");
  parts.state.setAttribute("role", "alert");
  parts.state.textContent = `${reason}，点一下重试`;
  parts.item.addEventListener("click", () => { parts.item.remove(); send(file); }, { once: true });
}

input.addEventListener("change", (event) => {
  event.stopPropagation(); // not a change of the form yet
  place.querySelectorAll(".field__error").forEach((line) => line.remove());
  [...input.files].forEach(send);
  input.value = "";
});

tiles.addEventListener("change", ({ target }) => {
  const state = target.closest("label")?.querySelector(".tile__state");
  if (state) state.textContent = said(target.checked);
});

form.addEventListener("autosave:restore", ({ detail }) => {
  for (const id of detail.attachment ?? []) {
    if (tiles.querySelector(`input[value="${id}"]`)) continue;
    const parts = tile("附件");
    tick(parts, id);
    picture(parts, thumbnail(id), "附件");
  }
});

// Handing in waits for what is still on its way.
let waiting = false;
form.addEventListener("submit", (event) => {
  if (!sending.size) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting) return;
  waiting = true;
  const button = event.submitter;
  const words = button.innerHTML;
  button.textContent = "照片还在上传，传完自动提交…";
  const timer = setInterval(() => {
    if (sending.size) return;
    clearInterval(timer);
    waiting = false;
    button.innerHTML = words;
    if (!tiles.querySelector(".tile--failed")) form.requestSubmit(button);
  }, 200);
}, true);

window.addEventListener("beforeunload", (event) => sending.size && event.preventDefault());
