// Write static/js/seal.js from the sources, and js/SHA256SUMS of all that it hangs on.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const BUNDLE = "../static/js/seal.js";
const here = import.meta.dirname;
process.chdir(here);

const { outputFiles } = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: "// Farshore, js/; licences: js/LICENSES" },
  write: false,
});
const bundle = outputFiles[0].contents;

if (process.argv.includes("--check")) {
  if (!Buffer.from(bundle).equals(readFileSync(BUNDLE))) {
    console.error("static/js/seal.js is not what its sources make: make js");
    process.exit(1);
  }
} else {
  writeFileSync(BUNDLE, bundle);
  const sources = readdirSync("src").sort().map((name) => `src/${name}`);
  const named = ["LICENSES", "build.mjs", "package-lock.json", "package.json", ...sources, BUNDLE];
  const sum = (name) => createHash("sha256").update(readFileSync(name)).digest("hex");
  writeFileSync("SHA256SUMS", named.map((name) => `${sum(name)}  ${name}\n`).join(""));
}
