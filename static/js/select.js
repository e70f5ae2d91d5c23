// Long lists to search in: <select data-search> becomes a tom-select (people, branches, several of them).
// The page loads vendor/tom-select-2.6.2 and css/tom-select.css: see components/select_scripts.html.

const words = {
  no_results: () => {
    const line = document.createElement("div");
    line.className = "no-results";
    line.textContent = "没有找到";
    return line;
  },
};

function enhance(root) {
  for (const select of root.querySelectorAll("select[data-search]:not(.tomselected)")) {
    new window.TomSelect(select, {
      plugins: select.multiple ? { remove_button: { title: "移除" } } : {},
      maxOptions: 200,
      closeAfterSelect: true, // or it lies over the fields that follow
      render: words,
      onInitialize() { this.input.setAttribute("aria-hidden", "true"); }, // its label went to the box
      onItemAdd() { this.setTextboxValue(""); this.refreshOptions(false); },
    });
  }
}

enhance(document);
document.addEventListener("htmx:load", (event) => enhance(event.target));
