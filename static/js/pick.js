// Suggestions under a field: pressing one fills the field it names and moves on.

document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (!pick) return;
  const field = document.getElementById(pick.dataset.pickInto);
  field.value = pick.dataset.pick;
  pick.closest("ul").remove();
  field.form.querySelector("select, input[name='post']")?.focus();
});
