// htmx under its own name for what extends it: this module stands before those.
import htmx from "htmx.org";

window.htmx = htmx;
