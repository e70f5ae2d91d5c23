// The frame of every page: menus, search key, tips, tables on a phone, words from htmx.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// On a phone a row of tabs and the table of a year are wider than the screen: they are drawn with
// the current one in sight.

for (const current of all(".tabs [aria-current], .year [aria-current]")) {
  const row = current.closest(".tabs, .year");
  const beyond = current.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (beyond > 0) row.scrollLeft += beyond;
}

// Menus: <details class="menu">. One is open at a time; Escape gives the focus back.

const close = (menu) => menu.removeAttribute("open");
const openMenus = () => all("details.menu[open]");

document.addEventListener("click", (event) => {
  openMenus().filter((menu) => !menu.contains(event.target)).forEach(close);
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
});

function stepThrough(menu, step) {
  const items = all(".menu__item", menu).filter((item) => item.offsetParent);
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length]?.focus();
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (event.key === "Escape") {
    openMenus().forEach(close);
    putTipsAway();
    menu?.querySelector("summary").focus();
  } else if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    stepThrough(menu, event.key === "ArrowDown" ? 1 : -1);
  }
});

// "/" goes to the search box, unless one is writing.

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = one(".search input");
  if (!box?.offsetParent) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Tips: CSS shows them on hover and focus; a long press does it on a touch screen.

let pressing;
let held = false;

function putTipsAway() {
  all("[data-tip]").forEach((tip) => {
    tip.classList.remove("is-open");
    if (tip.matches(":hover, :focus-within")) tip.classList.add("is-away");
  });
}

const keepInside = (holder) => {
  const tip = one(".tip", holder);
  holder.classList.toggle("is-right", holder.getBoundingClientRect().left + tip.offsetWidth > innerWidth - 16);
};

for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const holder = event.target.closest?.("[data-tip]");
    if (holder) keepInside(holder);
  });
}

for (const name of ["mouseout", "focusout"]) {
  document.addEventListener(name, (event) => {
    const holder = event.target.closest?.("[data-tip]");
    if (holder && !holder.contains(event.relatedTarget)) holder.classList.remove("is-away");
  });
}

document.addEventListener("touchstart", (event) => {
  const holder = event.target.closest("[data-tip]");
  all("[data-tip].is-open").filter((tip) => tip !== holder).forEach((tip) => tip.classList.remove("is-open"));
  held = false;
  if (!holder) return;
  pressing = setTimeout(() => {
    held = true;
    keepInside(holder);
    holder.classList.add("is-open");
  }, 500);
}, { passive: true });

document.addEventListener("click", (event) => {
  if (held) event.preventDefault(); // the finger that held does not open the link
  held = false;
}, true);

for (const name of ["touchend", "touchmove", "touchcancel"]) {
  document.addEventListener(name, () => clearTimeout(pressing), { passive: true });
}

document.addEventListener("contextmenu", (event) => {
  if (event.target.closest("[data-tip].is-open")) event.preventDefault();
});

// Tables that become cards lose their meaning for screen readers: say the roles again.

const ROLES = { table: "table", tbody: "rowgroup", tr: "row", th: "rowheader", td: "cell" };

function nameRoles(root) {
  if (!matchMedia("(max-width: 47.99rem)").matches) return;
  for (const table of all(".listing--cards > table", root)) {
    for (const [tag, role] of Object.entries(ROLES)) {
      const found = tag === "table" ? [table] : all(`tbody ${tag}, tbody`, table).filter((el) => el.matches(tag));
      found.forEach((el) => el.setAttribute("role", role));
    }
  }
}

// Words in the corner. Any script may say document.dispatchEvent(new CustomEvent("say", {detail: "…"})).

function say(text) {
  const corner = one("#toasts");
  if (!corner) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const away = document.createElement("button");
  away.type = "button";
  away.textContent = "✕";
  away.setAttribute("aria-label", "关闭");
  away.addEventListener("click", () => toast.remove());
  toast.append(words, away);
  corner.replaceChildren(toast);
  setTimeout(() => toast.remove(), 8000);
}

// A server says it by the header  HX-Trigger: {"say": "…"} .
document.addEventListener("say", (event) => say(event.detail.value ?? event.detail));

// htmx: an ended session must not put the login page into a corner of this one; it is answered
// with 401 and a reason (accounts/middleware.py). A refusal says its reason in the same way.

function reasonIn(text) {
  try {
    return JSON.parse(text).reason;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // a page, not an answer to a script
    throw error;
  }
}

document.addEventListener("htmx:responseError", (event) => {
  say(reasonIn(event.detail.xhr.responseText) ?? "没有完成，请稍后再试");
});
document.addEventListener("htmx:sendError", () => say("网络不通，刚才的操作没有提交"));
document.addEventListener("htmx:load", (event) => nameRoles(event.target));

nameRoles(document);

// Copies of what one was writing (keep.js) are one person's: whoever logs out, or logs in after somebody
// else on the same machine, leaves none.

const forgetKept = (but) => {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("hongmen:kept:") && !(but && key.startsWith(`hongmen:kept:${but}:`))) localStorage.removeItem(key);
  }
};

if (document.body.dataset.user) forgetKept(document.body.dataset.user);
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-logout]")) forgetKept();
});
