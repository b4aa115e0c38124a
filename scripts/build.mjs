// Builds the front end into build/static: hashed names, one manifest, no address outside the house.
//   node scripts/build.mjs                 build
//   node scripts/build.mjs --gate FILE...  only ask whether old browsers can read these style sheets
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ASSETS = join(ROOT, "src/guihang/web/assets");
const PORTAL = join(ROOT, "src/guihang/portal/assets");
const OUT = join(ROOT, "build/static");
// Built beside the old files and swapped at the end: a running server never sees half a build.
const FRESH = `${OUT}.new-${process.pid}`;

// Office desktops run kernels from Chromium 90 on; these need 99 to 123 and fail without a word.
const TOO_NEW = ["color-mix(", "light-dark(", "oklch(", ":has(", "@layer", "@container"];

function gate(files) {
  const faults = files.flatMap((file) => {
    const css = readFileSync(file, "utf8");
    return TOO_NEW.filter((word) => css.includes(word)).map((word) => `${basename(file)}: ${word}`);
  });
  if (faults.length) {
    console.error(`Too new for the browsers that offices use:\n  ${faults.join("\n  ")}`);
    process.exit(1);
  }
}

function hashed(name, bytes) {
  const [stem, extension] = name.split(".");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  writeFileSync(join(FRESH, `${stem}-${hash}.${extension}`), bytes);
  return `${stem}-${hash}.${extension}`;
}

function iconNames() {
  const lines = readFileSync(join(ASSETS, "icons.txt"), "utf8").split("\n");
  return lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
}

function sprite(names) {
  const symbols = names.map((name) => {
    const svg = readFileSync(join(ROOT, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
    const drawing = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"));
    const lines = drawing.replace(/<path stroke="none"[^>]*>/, "").replace(/\s+/g, " ").replace(/> </g, "><").trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${lines}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="2" `
    + `stroke-linecap="round" stroke-linejoin="round">${symbols.join("")}</svg>`;
}

async function bundle() {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [join(ASSETS, "js/app.js"), join(ASSETS, "css/app.css"), join(PORTAL, "my.css")],
    bundle: true, minify: true, format: "esm", splitting: true, metafile: true, legalComments: "linked",
    entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]", outdir: FRESH, absWorkingDir: ROOT,
    target: ["chrome90", "safari15", "firefox91"], logLevel: "warning",
  });
  const entries = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(entries.map(([file, output]) => [basename(output.entryPoint), basename(file)]));
}

async function main() {
  const began = performance.now();
  rmSync(FRESH, { recursive: true, force: true });
  mkdirSync(FRESH, { recursive: true });
  const icons = iconNames();
  const files = await bundle();
  files["icons.svg"] = hashed("icons.svg", Buffer.from(sprite(icons)));
  files["logo.svg"] = hashed("logo.svg", readFileSync(join(ASSETS, "logo.svg")));
  writeFileSync(join(FRESH, "manifest.json"), JSON.stringify({ files, icons }, null, 1));
  gate(readdirSync(FRESH).filter((name) => name.endsWith(".css")).map((name) => join(FRESH, name)));
  rmSync(OUT, { recursive: true, force: true });
  renameSync(FRESH, OUT);
  for (const name of readdirSync(OUT).filter((name) => /\.(js|css|svg)$/.test(name))) {
    const bytes = readFileSync(join(OUT, name));
    console.log(`${name.padEnd(28)} ${(statSync(join(OUT, name)).size / 1000).toFixed(1).padStart(7)} kB`
      + ` ${(gzipSync(bytes).length / 1000).toFixed(1).padStart(7)} kB gz`);
  }
  console.log(`built in ${((performance.now() - began) / 1000).toFixed(2)} s`);
}

process.on("exit", () => existsSync(FRESH) && rmSync(FRESH, { recursive: true, force: true }));
if (process.argv[2] === "--gate") gate(process.argv.slice(3));
else await main();
