// The editor's scripts come with the first form that needs them, or to forget what such a form has sent.

function editing() {
  const scripts = document.querySelector("[data-editor]")?.dataset.editor;
  if (scripts) sessionStorage.setItem("editor-scripts", scripts);
  if (scripts || sessionStorage.getItem("form-sent")) import(sessionStorage.getItem("editor-scripts"));
}

document.addEventListener("htmx:afterSettle", editing);
editing();
