// Claiming points: what the chosen rule gives and wants is said as soon as it is chosen.

const rule = document.querySelector("select[name=rule]");
const hint = document.querySelector("[data-rule-hint]");

function tell() {
  const words = rule.selectedOptions[0]?.dataset.hint ?? "";
  hint.textContent = words;
  hint.hidden = !words;
}

rule.addEventListener("change", tell);
window.addEventListener("pageshow", tell); // after going back the browser restores the choice
tell();
