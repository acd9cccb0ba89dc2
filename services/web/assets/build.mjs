// Bundles the pages' scripts, styles, icons and the typeface into web/static/built.
//
//   node build.mjs [STATIC]     STATIC holds js/, css/ and *.svg; ../web/static when it is not given
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

const HERE = dirname(fileURLToPath(import.meta.url));
const STATIC = resolve(process.argv[2] ?? join(HERE, "../web/static"));
const BUILT = join(STATIC, "built");
const INTER = join(HERE, "node_modules/@fontsource-variable/inter");
const SUBSETS = ["latin-ext", "latin"];
const BROWSERS = ["chrome123", "firefox128", "safari17.5"]; // the first with light-dark() and what else we use
const TEXT = new Set([".js", ".css"]);
const STYLES = "saleswire:styles";
const ENTRIES = ["app.js", "charts.js", "editor.js"]; // app.js is on every page, the others come where they are needed

const fontFile = (subset) => join(INTER, `files/inter-${subset}-wght-normal.woff2`);

/** The @font-face rules of Inter and then our own styles, as one entry point. */
const styles = {
  name: "styles",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^saleswire:styles$/ }, () => ({ path: STYLES, namespace: "styles" }));
    onResolve({ filter: /^saleswire:inter$/ }, ({ path }) => ({ path, namespace: "inter" }));
    onLoad({ filter: /.*/, namespace: "styles" }, () => ({
      contents: '@import "saleswire:inter";\n@import "./app.css";\n',
      loader: "css",
      resolveDir: join(STATIC, "css"),
    }));
    onLoad({ filter: /.*/, namespace: "inter" }, async () => {
      const ranges = JSON.parse(await readFile(join(INTER, "unicode.json"), "utf8"));
      return { contents: SUBSETS.map((subset) => fontFace(subset, ranges)).join(""), loader: "css", resolveDir: HERE };
    });
  },
};

function fontFace(subset, ranges) {
  return `@font-face {
    font-family: "Inter";
    font-style: normal;
    font-display: swap;
    font-weight: 100 900;
    src: url(${JSON.stringify(fontFile(subset))}) format("woff2");
    unicode-range: ${ranges[subset]};
  }\n`;
}

/** Entry points by the name they get. */
function entries() {
  const scripts = readdirSync(join(STATIC, "js")).filter((name) => ENTRIES.includes(name));
  if (!scripts.includes("app.js") || !existsSync(join(STATIC, "css/app.css"))) {
    throw new Error(`js/app.js and css/app.css must be in ${STATIC}`);
  }
  return [
    ...scripts.map((name) => ({ in: join(STATIC, "js", name), out: basename(name, ".js") })),
    { in: STYLES, out: "app" },
  ];
}

async function bundled() {
  const result = await build({
    entryPoints: entries(),
    outdir: BUILT,
    absWorkingDir: HERE,
    nodePaths: [join(HERE, "node_modules")],
    plugins: [styles],
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
  const subset = SUBSETS.find((each) => basename(path).startsWith(`inter-${each}-wght`));
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
