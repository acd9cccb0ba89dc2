// What only pages with an editor need: lines by keyboard and paste, prices as they are typed, forms that are not lost.
import "./scripts/lines.js";
import "./scripts/keep.js";
