// Write the bundles in static/js from the sources, and js/SHA256SUMS of all that it hangs on.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const BUNDLES = ["seal", "stretch", "offline", "open", "files"];
const place = (name) => `../static/js/${name}.js`;
const here = import.meta.dirname;
process.chdir(here);

// Four are loaded as modules, by the form, twice, by the way back, and where files are sent from either;
// one stands in a file by itself.
const FORMATS = {
  seal: { entryPoints: ["src/main.js"], format: "esm" },
  stretch: { entryPoints: ["src/stretch.js"], format: "esm" },
  offline: { entryPoints: ["src/offline.js"], format: "iife", globalName: "offline" },
  open: { entryPoints: ["src/open.js"], format: "esm" },
  files: { entryPoints: ["src/files.js"], format: "esm" },
};

async function bundleOf(name) {
  const { outputFiles } = await build({
    ...FORMATS[name],
    bundle: true,
    minify: true,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    banner: { js: "// Farshore, js/; licences: js/LICENSES" },
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

if (process.argv.includes("--check")) {
  for (const name of BUNDLES)
    if (!(await bundleOf(name)).equals(readFileSync(place(name)))) {
      console.error(`static/js/${name}.js is not what its sources make: make js`);
      process.exit(1);
    }
} else {
  for (const name of BUNDLES) writeFileSync(place(name), await bundleOf(name));
  const sources = readdirSync("src").sort().map((name) => `src/${name}`);
  const named = ["LICENSES", "build.mjs", "package-lock.json", "package.json", ...sources, ...BUNDLES.map(place)];
  const sum = (name) => createHash("sha256").update(readFileSync(name)).digest("hex");
  writeFileSync("SHA256SUMS", named.map((name) => `${sum(name)}  ${name}\n`).join(""));
}
