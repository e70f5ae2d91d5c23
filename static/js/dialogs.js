// Dialogs: <button data-dialog="ID"> opens <dialog id="ID">, data-refused opens it at once; forms and htmx ask
// before they send.
//
//   <form data-confirm="删除《九月支委会》的草稿？" data-confirm-text="删除后 30 天内可以恢复。" data-confirm-verb="删除草稿">
//   <button hx-post="…" hx-confirm="把 3 条记录退回？">
//
// The question names the thing; the button says the verb.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.matches("dialog.dialog")) event.target.close(); // the backdrop
});

// What was asked in a dialog and refused is asked again, with what was typed.
document.querySelector("dialog[data-refused]")?.showModal();

function element(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** Ask; the promise says whether the verb was chosen. */
function ask({ title, text = "", verb = "确定", warn = false }) {
  const dialog = element("dialog", "dialog");
  const body = element("div", "dialog__body");
  const heading = element("h2", "", title);
  heading.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  body.append(heading);
  if (text) body.append(element("p", "", text));
  const form = element("form", "dialog__acts");
  form.method = "dialog";
  const no = element("button", "btn", "取消");
  const yes = element("button", warn ? "btn btn-warn" : "btn btn-primary", verb);
  no.value = "no";
  yes.value = "yes";
  form.append(no, yes);
  dialog.append(body, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

// Before the guard against double sending (forms.js), therefore in the capturing phase.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const { confirm, confirmText, confirmVerb, confirmWarn } = { ...form.dataset, ...event.submitter?.dataset };
  if (!confirm || form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const submitter = event.submitter;
  ask({ title: confirm, text: confirmText, verb: confirmVerb, warn: confirmWarn !== undefined }).then((yes) => {
    if (!yes) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  });
}, true);

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  const { confirmText, confirmVerb, confirmWarn } = event.detail.elt.dataset;
  ask({ title: event.detail.question, text: confirmText, verb: confirmVerb, warn: confirmWarn !== undefined })
    .then((yes) => yes && event.detail.issueRequest(true));
});
