// Attendance: shows each person's state on the chip and keeps the counts above the list.
//
//   <p class="roll__counts" data-attendance-counts> … <strong data-count="present"></strong> …
//   <ul class="roll" data-attendance> chips of components/attendance.html </ul>
//
// Counts: roster, excused (leave and duty), leave, duty, due (roster less excused), present, absent, voting_due, voting_present,
// rate ("92.5%（37/40）"), rate_all. It only shows; what counts is what the server computes.
// Dispatches "attendance" with the counts, so that a page can say more (quorum, votes).

const percent = (part, whole) => `${whole ? ((100 * part) / whole).toFixed(1) + "%" : "—"}（${part}/${whole}）`;

function show(select) {
  const chip = select.closest(".roll__chip");
  const chosen = select.selectedOptions[0];
  chip.dataset.group = chosen.dataset.group;
  chip.querySelector(".roll__state").textContent = chosen.textContent;
}

function tally(list) {
  const chips = [...list.querySelectorAll(".roll__chip")];
  const count = (group, voting) =>
    chips.filter((chip) => chip.dataset.group === group && (!voting || chip.dataset.voting === "1")).length;
  const present = count("present");
  const due = present + count("absent");
  const votingPresent = count("present", true);
  return {
    roster: chips.length,
    excused: count("excused") + count("duty"),
    leave: count("excused"),
    duty: count("duty"),
    due,
    present,
    absent: count("absent"),
    voting: chips.filter((chip) => chip.dataset.voting === "1").length,
    voting_due: votingPresent + count("absent", true),
    voting_present: votingPresent,
    rate: percent(present, due),
    rate_all: percent(present, chips.length),
  };
}

function refresh(list) {
  const counts = tally(list);
  for (const place of (list.closest("form") ?? document).querySelectorAll("[data-count]")) {
    if (place.dataset.count in counts) place.textContent = counts[place.dataset.count];
  }
  list.dispatchEvent(new CustomEvent("attendance", { bubbles: true, detail: counts }));
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-attendance]");
  if (!list || !event.target.matches(".roll__chip select")) return;
  show(event.target);
  refresh(list);
});

for (const list of document.querySelectorAll("[data-attendance]")) {
  list.querySelectorAll(".roll__chip select").forEach(show);
  refresh(list);
}
for (const name of ["autosave:restored", "roll:called"]) document.addEventListener(name, () => {
  for (const list of document.querySelectorAll("[data-attendance]")) {
    list.querySelectorAll(".roll__chip select").forEach(show);
    refresh(list);
  }
});
