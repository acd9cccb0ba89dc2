// The editor's scripts come with the first form that needs them, or to forget what such a form has sent.

function editing() {
  const wanted = document.querySelector("[data-editor]") || sessionStorage.getItem("form-sent");
  if (wanted) import(document.documentElement.dataset.editorScripts);
}

document.addEventListener("htmx:afterSettle", editing);
editing();
