// A new survey: its title follows what it begins with, until somebody writes one.

const title = document.querySelector("[name=title]");
const starts = [...document.querySelectorAll("[name=start]")];
let put = "";

const follow = () => {
  if (title.value !== put) return;
  put = starts.find((start) => start.checked)?.dataset.title ?? "";
  title.value = put;
};

starts.forEach((start) => start.addEventListener("change", follow));
follow();
