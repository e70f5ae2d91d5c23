// Long texts that are being written when the alarm goes: kept in this browser until they are sent.
//
//   <form data-keep="duty-12"> … <textarea name="evidence"> … {% include "components/kept.html" %}
//
// Only what differs from the page is kept, with what the page said then: it is put back where the page
// still says so, and dropped where somebody else has written since. A page on which the thing is done
// says <… data-keep-clear="duty-12">. Copies are one person's: frame.js throws them away on logging out
// and when somebody else has logged in.

const KEPT_DAYS = 30;
const PREFIX = `hongmen:kept:${document.body.dataset.user}:`;

const read = (key) => JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");

class Kept {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.keep;
    this.place = form.querySelector("[data-kept]");
    this.texts = [...form.querySelectorAll("textarea[name]")];
    this.refused = form.querySelector("[aria-invalid=true], .field__error, [data-error-summary]") !== null;
    this.bases = Object.fromEntries(this.texts.map((text) => [text.name, text.defaultValue]));
    this.putBack(read(this.key)?.texts ?? {});
    form.addEventListener("input", () => this.keep());
    form.addEventListener("submit", () => this.keep(true));
  }

  putBack(copies) {
    let found = false;
    for (const text of this.texts) {
      const copy = copies[text.name];
      if (!copy) continue;
      if (this.refused) this.bases[text.name] = copy.base; // the page repeats what was sent
      else if (text.value === copy.base) {
        text.value = copy.text;
        found = true;
      }
    }
    this.keep();
    if (found) this.offer();
  }

  keep(sent = false) {
    const changed = this.texts.filter((text) => text.value !== this.bases[text.name]);
    const texts = Object.fromEntries(changed.map((text) => [text.name, { base: this.bases[text.name], text: text.value }]));
    try {
      if (changed.length) localStorage.setItem(PREFIX + this.key, JSON.stringify({ at: Date.now(), sent, texts }));
      else localStorage.removeItem(PREFIX + this.key);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      return; // no room: the page works, it only does not remember
    }
    this.say(changed.length ? "已存在本机" : "");
  }

  offer() {
    const away = document.createElement("button");
    away.type = "button";
    away.className = "btn btn-sm";
    away.textContent = "不要了";
    away.addEventListener("click", () => {
      this.texts.forEach((text) => { text.value = this.bases[text.name]; });
      this.keep();
    });
    this.say("已填回上次没有交的内容　", away);
  }

  say(...words) {
    this.place.hidden = !words[0];
    this.place.replaceChildren(...words);
  }
}

for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
  const key = name.slice(PREFIX.length);
  if (read(key).at < Date.now() - KEPT_DAYS * 86400000) localStorage.removeItem(name);
}
for (const { dataset } of document.querySelectorAll("[data-keep-clear]")) {
  if (read(dataset.keepClear)?.sent) localStorage.removeItem(PREFIX + dataset.keepClear);
}
document.querySelectorAll("form[data-keep]").forEach((form) => new Kept(form));
