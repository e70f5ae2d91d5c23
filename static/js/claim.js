// Claiming points: what the chosen rule gives and wants is said at the points as soon as it is chosen.

const rule = document.querySelector("select[name=rule]");
const hint = document.getElementById("id_points_helptext");
const general = hint.textContent;

function tell() {
  hint.textContent = rule.selectedOptions[0]?.dataset.hint ?? general;
}

hint.setAttribute("aria-live", "polite");
rule.addEventListener("change", tell);
window.addEventListener("pageshow", tell); // after going back the browser restores the choice
