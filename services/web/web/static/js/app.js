// Everything that a page without charts needs. Each part improves plain links and forms; none is needed to read or send.
import htmx from "htmx.org";
import "idiomorph/htmx";
import "./feedback.js";
import "./keys.js";
import "./palette.js";
import "./rows.js";
import "./bulk.js";
import "./order.js";
import "./live.js";
import "./lines.js";
import "./serials.js";
import "./keep.js";
import "./inline.js";

window.htmx = htmx;
