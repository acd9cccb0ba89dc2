// Everything that a page without charts or an editor needs. Each part improves plain links and forms; none is needed to read or send.
import "./htmx.js";
import "idiomorph/htmx";
import "./feedback.js";
import "./drawer.js";
import "./keys.js";
import "./palette.js";
import "./pick.js";
import "./rows.js";
import "./peek.js";
import "./bulk.js";
import "./menu.js";
import "./order.js";
import "./live.js";
import "./inline.js";
