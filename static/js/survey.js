// Answering a questionnaire: questions come and go with earlier answers, and on a phone there is one
// question a screen. What was ticked is kept in this browser and nowhere else; a sheet under one's
// name is kept by autosave.js instead, which the system is told too.
//
// Without this script the page is one long form, which the server reads in the same way.

const PHONE = window.matchMedia("(max-width: 47.99rem)");
const KEPT_DAYS = 30;
const PREFIX = "hongmen:survey:";
const OWN = ["csrfmiddlewaretoken", "code", "hand_in"];

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // storage is switched off, or not ours
  }
};
const store = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // no room: the page still works, it only does not remember
  }
};

class Answer {
  constructor(form) {
    this.form = form;
    this.key = PREFIX + form.dataset.survey;
    this.screens = [...form.querySelectorAll("[data-screen]")];
    this.at = 0;
    this.restored = form.querySelector("[data-resumed]") !== null;
    if (!("returned" in form.dataset) && this.remembers) this.restore();
    this.branch();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("autosave:restored", () => { this.branch(); this.layOut(); });
    form.querySelector("[data-forget]")?.addEventListener("click", () => this.forget());
    form.querySelector("[data-next]").addEventListener("click", () => this.go(1));
    form.querySelector("[data-back]").addEventListener("click", () => this.go(-1));
    form.addEventListener("submit", (event) => this.submitting(event));
    form.addEventListener("keydown", (event) => {
      if (this.stepping && event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault();
        this.go(1);
      }
    });
    PHONE.addEventListener("change", () => this.layOut());
    this.layOut();
    this.toFirstProblem();
  }

  /** Neither a preview nor what autosave.js keeps. */
  get remembers() {
    return !("preview" in this.form.dataset) && !("autosaveUrl" in this.form.dataset);
  }

  // What is kept in this browser

  changed() {
    if (this.remembers) this.keep();
    this.branch();
    this.show(Math.min(this.at, this.shown.length - 1)); // an answer may lead to a question more
    this.form.querySelectorAll(".asked__line--bad").forEach((row) => this.markRow(row));
    const told = this.shown[this.at]?.querySelector(".field--bad");
    if (told && this.stepping && this.isAnswered(told)) this.mark(told);
  }

  keep() {
    const entries = [...new FormData(this.form)].filter(([name]) => !OWN.includes(name));
    store(this.key, { at: Date.now(), entries });
  }

  restore() {
    const kept = read(this.key);
    if (!kept?.entries?.some(([, value]) => value)) return;
    for (const [name, value] of kept.entries) {
      for (const field of this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
        else field.value = value;
      }
    }
    this.form.querySelector("[data-restored]").hidden = false;
    this.restored = true;
  }

  forget() {
    localStorage.removeItem(this.key);
    this.form.reset();
    this.restored = false;
    this.form.querySelector("[data-restored]").hidden = true;
    this.branch();
    this.layOut();
  }

  // Questions that an earlier answer leads to or past

  branch() {
    const away = new Set();
    for (const question of this.form.querySelectorAll("[data-question]")) {
      const { question: place, if: earlier, ifOption: option } = question.dataset;
      const ticked = earlier === undefined || this.form.querySelector(`[name="q${earlier}"][value="${option}"]:checked`);
      const hidden = !ticked || away.has(earlier);
      if (hidden) away.add(place);
      question.closest("[data-screen]").hidden = hidden;
    }
  }

  isAnswered(question) {
    if (!question.dataset.required) return true;
    const names = new Set([...question.querySelectorAll("[name]")].map((field) => field.name));
    const given = new FormData(this.form);
    return [...names].every((name) => given.getAll(name).some((value) => value.trim()));
  }

  // One question a screen

  get shown() {
    return this.screens.filter((screen) => !screen.hidden);
  }

  get stepping() {
    return PHONE.matches;
  }

  layOut() {
    this.form.classList.toggle("is-stepping", this.stepping);
    this.show(Math.min(this.at, this.shown.length - 1));
  }

  show(place) {
    this.at = place;
    const shown = this.shown;
    this.screens.forEach((screen) => screen.classList.toggle("is-away", screen !== shown[place]));
    const last = place === shown.length - 1;
    const first = this.restored ? "继续" : "开始";
    const onward = place === shown.length - 2 ? "检查并交卷" : "下一题";
    this.form.querySelector("[data-back]").hidden = !this.stepping || place === 0;
    this.form.querySelector("[data-next]").hidden = !this.stepping || last;
    this.form.querySelector("[data-next]").textContent = place === 0 ? first : onward;
    this.form.querySelector("[data-hand-in]").hidden = this.stepping && !last;
    this.progress();
  }

  progress() {
    const bar = this.form.querySelector("[data-progress]");
    const questions = this.shown.length - 2;
    bar.hidden = !this.stepping || this.at === 0;
    bar.querySelector("progress").max = questions;
    bar.querySelector("progress").value = Math.min(this.at, questions);
    bar.querySelector("[data-progress-words]").textContent = this.at > questions ? "答完了" : `第 ${this.at} 题，共 ${questions} 题`;
  }

  go(step) {
    const question = this.shown[this.at].querySelector("[data-question]");
    if (step > 0 && question && !this.mark(question)) {
      this.firstOpen(question).focus({ preventScroll: true });
      question.querySelector(".asked__line--bad, [data-problem]").scrollIntoView({ block: "center" });
      return;
    }
    this.show(step > 0 && this.at === 0 && this.restored ? this.whereLeftOff() : this.at + step);
    window.scrollTo({ top: 0 });
    this.shown[this.at].querySelector("input, textarea")?.focus({ preventScroll: true });
  }

  /** After a break one goes on at the first question that is not answered yet. */
  whereLeftOff() {
    const place = this.shown.findIndex((screen) => {
      const question = screen.querySelector("[data-question]");
      return question && !this.isAnswered(question);
    });
    return place > 0 ? place : this.shown.length - 1;
  }

  firstOpen(question) {
    const fields = [...question.querySelectorAll("input, textarea")];
    const given = new FormData(this.form);
    return fields.find((field) => !given.getAll(field.name).some((value) => value.trim())) ?? fields[0];
  }

  mark(question) {
    const fine = this.isAnswered(question);
    question.classList.toggle("field--bad", !fine);
    question.querySelector("[data-problem]").hidden = fine;
    question.querySelectorAll(".asked__line").forEach((row) => this.markRow(row));
    return fine;
  }

  /** Of a matrix that must be answered: which of its rows is not. */
  markRow(row) {
    const missing = row.closest("[data-question]").dataset.required && !row.querySelector(":checked");
    row.classList.toggle("asked__line--bad", Boolean(missing));
  }

  toFirstProblem() {
    const place = this.shown.findIndex((screen) => screen.querySelector(".field--bad"));
    if (this.stepping && place > 0) this.show(place);
  }

  submitting(event) {
    const wrong = this.shown.flatMap((screen) => [...screen.querySelectorAll("[data-question]")]).filter((one) => !this.mark(one));
    if (!wrong.length) return;
    event.preventDefault();
    if (this.stepping) this.toFirstProblem();
    this.firstOpen(wrong[0]).focus();
  }
}

/** The code of a printed slip stands behind the # of its address, which no server is told. */
function takeCode(form) {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.requestSubmit();
}

for (const place of document.querySelectorAll("[data-survey-clear]")) {
  const ended = PREFIX + place.dataset.surveyClear; // "code-" is every sheet that a code opened
  for (const key of Object.keys(localStorage)) {
    if (key === ended || (ended.endsWith("-") && key.startsWith(ended))) localStorage.removeItem(key);
  }
}
const tooOld = Date.now() - KEPT_DAYS * 86400000;
for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
  if (!(read(key)?.at > tooOld)) localStorage.removeItem(key);
}
document.querySelectorAll("form[data-survey]").forEach((form) => new Answer(form));
document.querySelectorAll("form[data-survey-code]").forEach(takeCode);
