// Bundles the pages' scripts, styles, icons and the typeface into web/static/built.
//
//   node build.mjs [WEB]     WEB holds static/js, static/css, static/*.svg and sections/; ../web when it is not given
//
// A section's styles are part of app.css, and its everywhere.js of app.js; any other script that lies in its folder
// itself is a bundle of its own, for the pages that ask for it.
//
// Every name carries a hash of its content, so that browsers may keep a file for ever; manifest.json
// says which file a plain name stands for. Scripts and styles lie beside their gzip. The files of the build before
// stay, because a running server may still name them.

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import subsetFont from "subset-font";

const HERE = dirname(fileURLToPath(import.meta.url));
const WEB = resolve(process.argv[2] ?? join(HERE, "../web"));
const STATIC = join(WEB, "static");
const SECTIONS = join(WEB, "sections");
const BUILT = join(STATIC, "built");
const INTER = join(HERE, "node_modules/@fontsource-variable/inter");
const SUBSETS = ["latin-ext", "latin"];
const WEIGHTS = { min: 400, max: 700 }; // what styles use, and bold; the lighter ones would be a third of the file
const BROWSERS = ["chrome123", "firefox128", "safari17.5"]; // the first with light-dark() and what else we use
const TEXT = new Set([".js", ".css"]);
const STYLES = "saleswire:styles";
const SCRIPT = "saleswire:script";
const EVERYWHERE = "everywhere.js";
const APART = ["charts.js"]; // comes where it is needed; what app.js imports is on every page

const fontName = (subset) => `inter-${subset}-wght.woff2`;
const ranges = async () => JSON.parse(await readFile(join(INTER, "unicode.json"), "utf8"));

/** What the folders of sections hold with this ending: [path, name], in a fixed order. */
function ofSections(ending) {
  if (!existsSync(SECTIONS)) return [];
  const folders = readdirSync(SECTIONS, { withFileTypes: true }).filter((each) => each.isDirectory());
  const found = folders.flatMap(({ name }) => readdirSync(join(SECTIONS, name)).map((file) => [join(SECTIONS, name, file), file]));
  return found.filter(([, name]) => extname(name) === ending).sort();
}

const imports = (files) => files.map((file) => `import ${JSON.stringify(file)};\n`).join("");

/** Our script of every page: app.js, and what sections add to it. */
const script = {
  name: "script",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^saleswire:script$/ }, () => ({ path: SCRIPT, namespace: "script" }));
    onLoad({ filter: /.*/, namespace: "script" }, () => {
      const added = ofSections(".js").filter(([, name]) => name === EVERYWHERE);
      return {
        contents: imports([join(STATIC, "js/app.js"), ...added.map(([path]) => path)]),
        loader: "js",
        resolveDir: STATIC,
      };
    });
  },
};

/** The @font-face rules of Inter, our own styles and those of sections, as one entry point. */
const styles = {
  name: "styles",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^saleswire:styles$/ }, () => ({ path: STYLES, namespace: "styles" }));
    onResolve({ filter: /^saleswire:inter$/ }, ({ path }) => ({ path, namespace: "inter" }));
    onLoad({ filter: /.*/, namespace: "styles" }, () => ({
      contents: ["saleswire:inter", "./app.css", ...ofSections(".css").map(([path]) => path)]
        .map((each) => `@import ${JSON.stringify(each)};\n`)
        .join(""),
      loader: "css",
      resolveDir: join(STATIC, "css"),
    }));
    onLoad({ filter: /.*/, namespace: "inter" }, async () => {
      const held = await ranges();
      return { contents: SUBSETS.map((subset) => fontFace(subset, held[subset])).join(""), loader: "css" };
    });
  },
};

/** Inter in the weights that pages use. */
const typeface = {
  name: "typeface",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^saleswire:inter-.*\.woff2$/ }, ({ path }) => ({ path: path.split(":")[1], namespace: "font" }));
    onLoad({ filter: /.*/, namespace: "font" }, async ({ path }) => {
      const subset = SUBSETS.find((each) => fontName(each) === path);
      const whole = await readFile(join(INTER, `files/inter-${subset}-wght-normal.woff2`));
      const held = characters((await ranges())[subset]);
      return {
        contents: await subsetFont(whole, held, { targetFormat: "woff2", variationAxes: { wght: WEIGHTS } }),
        loader: "file",
      };
    });
  },
};

/** The characters of a CSS unicode-range: "U+41-43,U+20AC" is "ABC€". */
function characters(range) {
  return range
    .split(",")
    .map((part) => part.trim().slice("U+".length).split("-").map((code) => Number.parseInt(code, 16)))
    .flatMap(([first, last = first]) => Array.from({ length: last - first + 1 }, (_, at) => first + at))
    .map((code) => String.fromCodePoint(code))
    .join("");
}

function fontFace(subset, range) {
  return `@font-face {
    font-family: "Inter";
    font-style: normal;
    font-display: swap;
    font-weight: ${WEIGHTS.min} ${WEIGHTS.max};
    src: url("saleswire:${fontName(subset)}") format("woff2");
    unicode-range: ${range};
  }\n`;
}

/** Entry points by the name they get. */
function entries() {
  if (!existsSync(join(STATIC, "js/app.js")) || !existsSync(join(STATIC, "css/app.css"))) {
    throw new Error(`js/app.js and css/app.css must be in ${STATIC}`);
  }
  const apart = APART.map((name) => [join(STATIC, "js", name), name]).filter(([path]) => existsSync(path));
  const own = ofSections(".js").filter(([, name]) => name !== EVERYWHERE);
  return [
    ...[...apart, ...own].map(([path, name]) => ({ in: path, out: basename(name, ".js") })),
    { in: SCRIPT, out: "app" },
    { in: STYLES, out: "app" },
  ];
}

async function bundled() {
  const result = await build({
    entryPoints: entries(),
    outdir: BUILT,
    absWorkingDir: HERE,
    nodePaths: [join(HERE, "node_modules")],
    plugins: [script, styles, typeface],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    minify: true,
    charset: "utf8",
    legalComments: "linked",
    target: BROWSERS,
    define: { "process.env.NODE_ENV": '"production"' },
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
    logLevel: "warning",
  });
  const files = new Map(result.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
  const manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    const plain = plainName(output, path);
    if (plain) manifest[plain] = basename(path);
  }
  return { files, manifest };
}

/** What a file is called in the manifest; nothing for what only other files refer to. */
function plainName(output, path) {
  if (output.entryPoint) return basename(path).replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1");
  const subset = SUBSETS.find((each) => basename(path).startsWith(basename(fontName(each), ".woff2")));
  return subset && `inter-${subset}.woff2`;
}

/** Icons as they are, under hashed names. */
async function icons() {
  const files = new Map();
  const manifest = {};
  for (const name of (await readdir(STATIC)).filter((each) => extname(each) === ".svg").sort()) {
    const content = await readFile(join(STATIC, name));
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
    manifest[name] = `${basename(name, ".svg")}-${hash}.svg`;
    files.set(manifest[name], content);
  }
  return { files, manifest };
}

/** The same bytes on every machine: gzip would note the operating system. */
function zipped(content) {
  const packed = gzipSync(content, { level: 9 });
  packed[9] = 255;
  return packed;
}

async function keptNames() {
  const file = join(BUILT, "manifest.json");
  return existsSync(file) ? Object.values(JSON.parse(await readFile(file, "utf8"))) : [];
}

async function main() {
  const parts = [await bundled(), await icons()];
  const manifest = Object.fromEntries(parts.flatMap((part) => Object.entries(part.manifest)).sort());
  const wanted = new Set(["manifest.json", ".made-from"]);
  const former = await keptNames();
  await mkdir(BUILT, { recursive: true });
  for (const [name, content] of parts.flatMap((part) => [...part.files])) {
    await writeFile(join(BUILT, name), content);
    wanted.add(name);
    if (TEXT.has(extname(name))) {
      await writeFile(join(BUILT, `${name}.gz`), zipped(content));
      wanted.add(`${name}.gz`);
    }
  }
  await writeFile(join(BUILT, "manifest.new"), `${JSON.stringify(manifest, null, 1)}\n`);
  await rename(join(BUILT, "manifest.new"), join(BUILT, "manifest.json"));
  const old = new Set(former.flatMap((name) => [name, `${name}.gz`]));
  for (const name of await readdir(BUILT)) {
    if (!wanted.has(name) && !old.has(name)) await rm(join(BUILT, name), { recursive: true });
  }
  for (const [plain, name] of Object.entries(manifest)) console.log(`${plain} → ${name}`);
}

await main();
