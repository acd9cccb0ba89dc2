// What packages take for a global of the page; the bundler puts this wherever they name it.
export { default as htmx } from "htmx.org";
