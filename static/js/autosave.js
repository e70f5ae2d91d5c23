// Autosave: what is written outlives a weak network, an ended session and a closed window.
//
//   <form data-autosave-url="/meetings/12/autosave/" data-autosave-key="meeting-12">
//     <input type="hidden" name="version" value="7"> … {% include "components/autosave.html" %}
//
// The form is posted (without files) a moment after the last change. The server answers JSON:
//   200 {"version": 8, "saved_at": "2026-09-18T19:02:11+08:00"}
//   409 {"version": 9, "saved_at": "…", "by": "李强", "values": {"topic": "…", "kinds": ["…"]}}
//   422 {"message": "…"}  what was written cannot be kept as it is
// A redirect or 401 means that the session has ended, 403 that the token or the right has.
//
// A copy stands in localStorage under person and form until the server has it. When the form is
// opened again and the copy differs, it is offered. A page that shows the finished record says
// <… data-autosave-clear="meeting-12"> to throw the copy away. Events on the form: "autosave:restore"
// (detail: entries; add rows now) before and "autosave:restored" after fields are filled from a copy.

const PAUSE = 1500;
const RETRY = 20000;
const KEPT_DAYS = 30;
const OWN_FIELDS = ["csrfmiddlewaretoken", "version"];
const user = document.body.dataset.user ?? "";
const storeKey = (key) => `hongmen:draft:${user}:${key}`;
const inChina = (parts) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...parts });
const clock = (moment) => inChina({ hour: "2-digit", minute: "2-digit" }).format(new Date(moment));
const stamp = (moment) => `${inChina({ month: "long", day: "numeric" }).format(new Date(moment))} ${clock(moment)}`;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function element(tag, className = "", text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function button(text, press, className = "btn btn-sm") {
  const node = element("button", className, text);
  node.type = "button";
  node.addEventListener("click", press);
  return node;
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = storeKey(form.dataset.autosaveKey);
    this.place = form.querySelector("[data-autosave-status]") ?? element("span");
    this.state = "idle"; // idle, dirty, saving, saved, local, login, clash, refused
    this.base = this.values();
    this.offerCopy();
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("submit", (event) => this.submitting(event));
    window.addEventListener("pageshow", () => { this.leaving = false; });
    window.addEventListener("online", () => this.again());
    window.addEventListener("focus", () => this.again());
    document.addEventListener("visibilitychange", () => document.hidden && this.state === "dirty" && this.save());
    window.addEventListener("beforeunload", (event) => this.unkept && event.preventDefault());
  }

  // What is in the form

  entries() {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !OWN_FIELDS.includes(name));
  }

  values(entries = this.entries()) {
    const values = {};
    for (const [name, value] of entries) (values[name] ??= []).push(value);
    return values;
  }

  fill(values) {
    this.form.dispatchEvent(new CustomEvent("autosave:restore", { bubbles: true, detail: values }));
    const used = {};
    for (const field of this.form.elements) {
      if (!field.name || OWN_FIELDS.includes(field.name) || ["file", "submit", "button"].includes(field.type)) continue;
      const wanted = values[field.name] ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field.multiple) for (const choice of field.options) choice.selected = wanted.includes(choice.value);
      else if (field.name in values) field.value = wanted[(used[field.name] = (used[field.name] ?? -1) + 1)] ?? "";
    }
    this.form.dispatchEvent(new CustomEvent("autosave:restored", { bubbles: true }));
  }

  label(name) {
    const field = this.form.elements[name];
    const control = field instanceof RadioNodeList ? field[0] : field;
    const group = control?.closest("fieldset")?.querySelector("legend");
    const label = (field instanceof RadioNodeList && group) || control?.labels?.[0] || group;
    return control?.getAttribute("aria-label") ?? label?.firstChild.textContent.trim() ?? name;
  }

  /** What a person reads where a form holds keys. */
  words(name, values = []) {
    const field = this.form.elements[name];
    const controls = field instanceof RadioNodeList ? [...field] : [field];
    const word = (value) => {
      const choice = [...(controls[0]?.options ?? [])].find((one) => one.value === value);
      const ticked = controls.find((one) => ["checkbox", "radio"].includes(one?.type) && one.value === value);
      return choice?.textContent ?? ticked?.labels?.[0]?.textContent.trim() ?? value;
    };
    return values.map(word).join("、") || "（空）";
  }

  // The copy on this device

  touched() {
    this.leaving = false;
    if (this.state !== "login" && this.state !== "clash") this.show("dirty", "正在保存…");
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  keep() {
    const copy = { at: new Date().toISOString(), entries: this.entries() };
    try {
      localStorage.setItem(this.key, JSON.stringify(copy));
      this.unkept = false;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.unkept = true; // no room, or storage is switched off: warn before the window closes
    }
  }

  offerCopy() {
    const text = localStorage.getItem(this.key);
    if (!text) return;
    const copy = JSON.parse(text);
    const values = this.values(copy.entries);
    if (same(values, this.base)) {
      localStorage.removeItem(this.key);
      return;
    }
    const bar = element("div", "message message--warning");
    bar.setAttribute("role", "alert");
    const done = (then) => () => { bar.remove(); then(); };
    bar.append(
      element("p", "", `这台设备上有一份 ${stamp(copy.at)} 写下、还没有保存到系统的内容。`),
      button("恢复这份内容", done(() => { this.fill(values); this.touched(); })),
      button("比较两份", () => this.compare({ values, by: "这台设备", at: copy.at }, done(() => {}))),
      button("丢弃", done(() => localStorage.removeItem(this.key)), "btn btn-sm btn-quiet"),
    );
    this.form.prepend(bar);
  }

  // To the server

  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.leaving || this.state === "clash") return;
    this.busy = true;
    const sent = this.entries();
    try {
      await this.answered(await this.post(sent), sent);
    } catch (error) {
      if (this.leaving) return;
      if (!(error instanceof TypeError)) throw error;
      this.later("网络不通，内容已留在这台设备上，联网后自动保存");
    } finally {
      this.busy = false;
    }
    if (this.state === "saved" && !same(this.entries(), sent)) this.touched();
  }

  async post(entries, renewed = false) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const body = new URLSearchParams([...entries, ["version", this.form.elements.version?.value ?? ""]]);
    const headers = { "X-CSRFToken": token, Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
    this.flight = new AbortController();
    const { signal } = this.flight;
    const response = await fetch(this.form.dataset.autosaveUrl, { method: "POST", body, headers, signal, redirect: "manual" });
    if (response.status !== 403 || renewed) return response;
    const page = await this.freshPage();
    return page.ok ? this.post(entries, true) : page;
  }

  /** Logging in again changes the token: take the new one from the page itself. */
  async freshPage() {
    const response = await fetch(location.href, { redirect: "manual" });
    if (!response.ok) return response;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if ((page.body.dataset.user ?? "") !== user) return { status: 423 };
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return { status: 403 };
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    return { ok: true };
  }

  async answered(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) this.sessionEnded();
    else if (response.ok) this.saved(await response.json(), sent);
    else if (response.status === 409) this.clash(await response.json());
    else if (response.status === 422) this.show("refused", (await response.json()).message);
    else if (response.status === 423) this.show("refused", "现在登录的是另一个人，内容只留在这台设备上");
    else if (response.status === 403 || response.status === 404) this.show("refused", "您现在不能修改这份内容，它只留在这台设备上");
    else this.later("系统暂时没有响应，内容已留在这台设备上，稍后自动保存");
  }

  saved({ version, saved_at: at }, sent) {
    if (this.form.elements.version) this.form.elements.version.value = version;
    this.base = this.values(sent);
    if (same(this.entries(), sent)) localStorage.removeItem(this.key);
    this.show("saved", `已保存 ${clock(at)}`);
  }

  later(text) {
    this.keep();
    this.show("local", text);
    this.timer = setTimeout(() => this.save(), RETRY);
  }

  again() {
    if (this.state === "login" || this.state === "local") this.save();
  }

  sessionEnded() {
    this.keep();
    const link = element("a", "", "在新窗口重新登录");
    link.href = document.body.dataset.login;
    link.target = "_blank";
    this.show("login", "登录已失效，内容已留在这台设备上。", link);
  }

  submitting(event) {
    if (this.state === "login" || this.state === "clash") {
      event.preventDefault();
      this.place.scrollIntoView({ block: "center" });
      return;
    }
    // The form itself is on its way: an autosave that overtakes it is useless, one that comes after
    // it is refused. The page turns hidden now, which must not send one either.
    clearTimeout(this.timer);
    this.leaving = true;
    this.flight?.abort();
    this.keep(); // until the finished page throws it away
    this.unkept = false;
  }

  // Two versions

  clash({ values, version, by, saved_at: at }) {
    this.keep();
    const theirs = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value].flat().map(String)]));
    const open = () => this.compare({ values: theirs, by, at, version }, () => {});
    this.show("clash", `${by}在 ${clock(at)} 也改了这份内容。`, button("比较两份", open));
    open();
  }

  /** Show what differs side by side; where only they changed a field, theirs is chosen beforehand. */
  compare({ values, by, at, version }, finished) {
    const mine = this.values();
    const names = [...new Set([...Object.keys(mine), ...Object.keys(values)])].filter((name) => !same(mine[name] ?? [], values[name] ?? []));
    const dialog = element("dialog", "dialog dialog--wide");
    const form = element("form");
    form.method = "dialog";
    const body = element("div", "dialog__body");
    const table = element("table", "clash");
    const head = table.createTHead().insertRow();
    ["内容", "本页", `${by}（${stamp(at)}）`].forEach((text) => head.append(element("th", "", text)));
    for (const name of names) table.append(this.difference(name, mine[name], values[name]));
    body.append(element("h2", "", "两份内容不一样，留哪一份？"), element("p", "", "逐项选定后一起保存。"), table);
    const acts = element("div", "dialog__acts");
    const yes = element("button", "btn btn-primary", "按所选保存");
    yes.value = "yes";
    acts.append(element("button", "btn", "先不处理"), yes);
    form.append(body, acts);
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "yes") {
        const chosen = new FormData(form);
        const theirs = names.filter((name) => chosen.get(name) === "theirs").map((name) => [name, values[name] ?? []]);
        if (version !== undefined) this.form.elements.version.value = version;
        this.fill({ ...mine, ...Object.fromEntries(theirs) });
        this.state = "dirty";
        finished();
        this.touched();
      }
      dialog.remove();
    });
    dialog.showModal();
  }

  difference(name, mine, theirs) {
    const row = element("tr");
    const untouched = same(mine ?? [], this.base[name] ?? []);
    row.append(element("th", "", this.label(name)));
    for (const [side, values] of [["mine", mine], ["theirs", theirs]]) {
      const label = element("label");
      const radio = element("input");
      Object.assign(radio, { type: "radio", name, value: side, checked: untouched === (side === "theirs") });
      label.append(radio, element("span", "", this.words(name, values)));
      const cell = element("td");
      cell.append(label);
      row.append(cell);
    }
    return row;
  }

  show(state, text, more) {
    this.state = state;
    this.place.dataset.state = { login: "local", clash: "local" }[state] ?? state;
    this.place.replaceChildren(text, ...(more ? [more] : []));
  }
}

const tooOld = Date.now() - KEPT_DAYS * 86400000;
for (const key of Object.keys(localStorage).filter((name) => name.startsWith("hongmen:draft:"))) {
  if (Date.parse(JSON.parse(localStorage.getItem(key)).at) < tooOld) localStorage.removeItem(key);
}
for (const place of document.querySelectorAll("[data-autosave-clear]")) {
  localStorage.removeItem(storeKey(place.dataset.autosaveClear));
}
document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
