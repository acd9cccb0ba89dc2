// What only pages with an editor need: lines by keyboard and paste, prices as they are typed, forms that are not lost.
import "./lines.js";
import "./keep.js";
