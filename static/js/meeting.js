// Logging a meeting: the roll follows day and kinds, spare rows multiply, hints come when needed.
//
// Everything works without this script too (buttons in <noscript>); it saves round trips. The form is
// templates/meetings/record.html; autosave.js keeps it, attendance.js counts.

const form = document.querySelector("form[data-record]");
const given = JSON.parse(document.getElementById("suggestions").textContent);
const one = (selector, root = form) => root.querySelector(selector);
const all = (selector, root = form) => [...root.querySelectorAll(selector)];
const ticked = (name) => all(`input[name="${name}"]:checked`).map((box) => box.value);
const DAY = 86400000;

// Who: asked anew when day, kinds, groups or the number of sittings change; the marks stay.

const circle = () => JSON.stringify([...["kinds", "groups", "partners", "two"].map(ticked), one("#id_day").value]);
let shown = circle();
let asking;

async function callRoll(marks = {}) {
  if (circle() === shown) return;
  shown = circle();
  asking?.abort();
  asking = new AbortController();
  const url = form.dataset.autosaveUrl.replace("/autosave/", "/roll/");
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Requested-With": "XMLHttpRequest" };
  try {
    const response = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal: asking.signal });
    if (response.ok) replaceRoll(await response.text(), marks);
  } catch (error) {
    if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
    shown = ""; // no network: ask again at the next change
  }
}

/** The same people as in ``model``; what is no key (请选择, 列席人员) stays around them. */
function offer(select, model, wanted) {
  const value = wanted ?? select.value;
  const [first, ...guests] = [...select.options].filter((choice) => !/^\d+$/.test(choice.value));
  const people = [...model.options].slice(1).map((choice) => new Option(choice.text, choice.value));
  select.replaceChildren(first, ...people, ...guests);
  select.value = [...select.options].some((choice) => choice.value === value) ? value : "";
}

/** The new roll, with what stands in the old one by now, and the focus where it was. */
function replaceRoll(html, marks) {
  const place = one("#who");
  const standing = Object.fromEntries(all("[name]", place).map((control) => [control.name, [control.value]]));
  const focus = place.contains(document.activeElement) && document.activeElement.name;
  place.innerHTML = html;
  for (const control of all("[name]", place)) {
    const value = (marks[control.name] ?? standing[control.name] ?? [])[0];
    const possible = control.options ? [...control.options].some((choice) => choice.value === value) : value;
    if (possible) control.value = value;
  }
  one("[data-clash-here]").replaceChildren(...all("[data-clash]", place)); // beside the kinds that do not fit
  all("select[data-people]").forEach((select) => offer(select, one("#id_chair"), marks[select.name]?.[0]));
  if (focus) one(`[name="${focus}"]`, place)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("roll:called"));
}

/** Who led or wrote it down should have been there: said at the field, while both can be changed. */
function showAway() {
  for (const line of all("[data-away]")) {
    const post = one(`[name="${line.dataset.away}"]`).selectedOptions[0];
    const mark = post.value && one(`.roll__chip [name="m${post.value}"]`)?.selectedOptions[0];
    line.hidden = !mark || mark.dataset.group === "present";
    if (line.hidden) continue;
    one("span:last-child", line).textContent = line.dataset.words.replace("{name}", post.text).replace("{mark}", mark.text);
  }
}

form.addEventListener("attendance", ({ detail }) => {
  showAway();
  voters = detail.voting_present;
  countVotes();
  const line = one("[data-quorum]");
  if (!line) return;
  const enough = detail.voting_present >= Number(line.dataset.quorum);
  one("[data-quorum-enough]", line).hidden = !enough;
  one("[data-quorum-short]", line).hidden = enough;
});

// What shows only when it matters

/** Whether the sitting has not begun yet. */
const isAhead = (sitting) => new Date(`${one(`#id_day${sitting}`).value}T${one(`#id_starts${sitting}`).value}`) > new Date();

function showWhatMatters() {
  const kinds = ticked("kinds");
  const month = one("#id_day").value.slice(0, 7);
  for (const part of all("[data-for-kind]")) {
    part.hidden = !kinds.includes(part.dataset.forKind) || (part.dataset.month ?? month) !== month;
  }
  all("[data-row]", talks).forEach((row) => { one("[data-guest]", row).hidden = one("select", row).value !== "guest"; });
  const late = one("[data-late]");
  const gone = Math.floor((Date.now() - new Date(`${one("#id_day").value}T00:00`)) / DAY);
  late.hidden = !(gone > Number(late.dataset.late)) && !one("input", late).value;
  one("[data-ahead]").hidden = !["", ...(one("#id_two").checked ? ["2"] : [])].some(isAhead);
}

one("[data-second]").addEventListener("toggle", ({ target }) => {
  const two = one("#id_two");
  if (two.checked === target.open) return;
  two.checked = target.open;
  if (target.open && !one("#id_day2").value) one("#id_day2").value = one("#id_day").value;
  two.dispatchEvent(new Event("change", { bubbles: true }));
});

// Title and agenda follow the kinds as long as nobody has written their own

const usualTitle = (kinds) => {
  const labels = kinds.slice(0, 2).map((kind) => given.labels[kind]);
  return labels.length ? `${Number(one("#id_day").value.slice(5, 7))}月${labels.join("暨")}` : "";
};
const usualAgenda = (kinds) => [...new Set(kinds.flatMap((kind) => given.outlines[kind]))];
let kindsBefore = ticked("kinds");
let titleBefore = usualTitle(kindsBefore);

function suggest() {
  const kinds = ticked("kinds");
  const title = one("#id_title");
  if (title.value === titleBefore || !title.value) title.value = usualTitle(kinds);
  titleBefore = usualTitle(kinds);
  const written = items().map((item) => field(item, "title").value);
  const onlyTitles = items().every((item) => all("textarea", item).every((text) => !text.value));
  if (onlyTitles && String(written) === String(usualAgenda(kindsBefore))) setAgenda(usualAgenda(kinds));
  kindsBefore = kinds;
}

// Agenda: the last row of each kind is spare; writing into it makes another

const agenda = one("[data-agenda]");
const talks = one('[data-rows="l"]');
const items = () => all("[data-item]:not([data-spare])", agenda);
const field = (item, name) => one(`[name="i${item.dataset.item}-${name}"]`, item);

function used(row) {
  const isItem = "item" in row.dataset;
  const number = Number(isItem ? row.dataset.item : row.dataset.row);
  const kind = isItem ? "" : row.parentElement.dataset.rows;
  const name = isItem ? "i" : kind;
  const from = new RegExp(`(?<![a-z0-9])${name}${number}-`, "g");
  const to = `${name}${number + 1}-`;
  const next = row.outerHTML
    .replace(from, to)
    .replace(/^<details([^>]*?) open(="")?/, "<details$1")
    .replaceAll(' style=""', "")
    .replace(isItem ? `data-item="${number}"` : `data-row="${number}"`, isItem ? `data-item="${number + 1}"` : `data-row="${number + 1}"`);
  row.insertAdjacentHTML("afterend", next);
  delete row.dataset.spare;
  const icon = row.querySelector("summary .icon use");
  const icons = { s: "#message-2", d: "#gavel", l: "#school" };
  if (kind === "l") row.querySelector("summary").lastChild.textContent = "党课主讲";
  if (!isItem) icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, icons[kind]));
}

/** A decision without owner or day is taken as it is; that nobody will be reminded is said. */
function showUnwatched() {
  for (const row of all('[data-rows="d"] [data-row]', agenda)) {
    const [text, owner, due] = ["text", "owner", "due"].map((name) => one(`[name$="-${name}"]`, row).value.trim());
    one("[data-unwatched]", row).hidden = !text || Boolean(owner && due);
  }
}

function describe() {
  showUnwatched();
  items().forEach((item, index) => {
    one(".agenda__number", item).textContent = index + 1;
    one("[data-title]", item).textContent = field(item, "title").value || "未命名议题";
    const count = (kind) => all(`[data-rows="${kind}"] [data-row]:not([data-spare])`, item).length;
    const parts = [["发言", count("s")], ["决定", count("d")]].filter(([, number]) => number);
    one("[data-brief]", item).textContent = [...parts.map((part) => part.join(" ")), ...(field(item, "matter").value ? ["已表决"] : [])].join(" · ");
  });
}

// Votes: who did not object and did not abstain was in favour, unless somebody has counted otherwise

const MEMBERSHIP = ["admit_probationary", "confirm_full", "extend_probation", "cancel_probation"];
let voters = all('.roll__chip[data-group="present"][data-voting="1"]').length;

function countVotes() {
  for (const item of all("[data-item]", agenda)) {
    const matter = field(item, "matter").value;
    field(item, "written_yes").closest(".field").hidden = !MEMBERSHIP.includes(matter);
    const yes = field(item, "yes");
    if (!matter || (yes.value && yes.value !== yes.dataset.counted)) continue;
    for (const name of ["no", "abstained"]) field(item, name).value ||= 0;
    yes.dataset.counted = Math.max(0, voters - field(item, "no").value - field(item, "abstained").value);
    yes.value = yes.dataset.counted;
  }
}

function addItem(title = "") {
  const row = one("[data-item][data-spare]", agenda);
  used(row);
  field(row, "title").value = title;
}

function setAgenda(titles) {
  items().forEach((item) => item.remove());
  titles.forEach(addItem);
  describe();
}

form.addEventListener("input", ({ target }) => {
  for (let row = target.closest("[data-spare]"); row; row = row.parentElement.closest("[data-spare]")) used(row);
  if (target.closest(".agenda__votes")) countVotes();
  describe();
});

// A copy comes back (another device, another tab, a lost session): make room for it first

/** Spare rows are used up to the one that is wanted. */
function grow(place, key, wanted) {
  const spare = () => one(":scope > [data-spare]", place);
  while (Number(spare().dataset[key]) <= Number(wanted)) used(spare());
}

form.addEventListener("autosave:restore", ({ detail }) => {
  for (const [name, values] of Object.entries(detail)) {
    if (!values.some(Boolean)) continue;
    const talk = name.match(/^l(\d+)-/);
    if (talk) grow(talks, "row", talk[1]);
    const place = name.match(/^i(\d+)-(?:([sd])(\d+)-)?/);
    if (place) grow(agenda, "item", place[1]);
    if (place?.[2]) grow(one(`[data-item="${place[1]}"] [data-rows="${place[2]}"]`, agenda), "row", place[3]);
  }
  form.addEventListener("autosave:restored", () => { refresh(); callRoll(detail); }, { once: true });
});

function refresh() {
  showWhatMatters();
  one("[data-second]").open = one("#id_two").checked;
  describe();
}

// Earlier decisions were put on the agenda: the form has changed though nobody has typed

agenda.addEventListener("htmx:afterSettle", () => agenda.dispatchEvent(new Event("input", { bubbles: true })));

form.addEventListener("change", ({ target }) => {
  if (target.name === "kinds") suggest();
  if (/-matter$/.test(target.name)) countVotes();
  if (target.matches("[data-roll]")) callRoll();
  if (["chair", "recorder"].includes(target.name)) showAway();
  showWhatMatters();
});

showWhatMatters();
showAway();
describe();
countVotes();
