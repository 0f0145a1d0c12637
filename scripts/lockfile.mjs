// Registries that lag leave other platforms' binaries out of package-lock.json, and `npm ci` then stops with
// "Missing: … from lock file". This adds a stub for each; run it after every install of a package.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SYSTEMS = [
  "darwin",
  "linux",
  "win32",
  "freebsd",
  "netbsd",
  "openbsd",
  "android",
  "openharmony",
  "sunos",
  "aix",
];
const PROCESSORS = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

/**
 * The entries that package-lock.json must gain.
 * @param {{ packages: Record<string, any> }} lock
 * @returns {Record<string, { version: string, optional: true, os?: string[], cpu?: string[], libc?: string[] }>}
 */
export function missingEntries(lock) {
  const missing = {};
  for (const [at, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isLocked(lock.packages, at, name)) missing[`node_modules/${name}`] = stub(name, range);
    }
  }
  return missing;
}

/** Whether `name` is found from `at`, looked up the way Node does. */
function isLocked(packages, at, name) {
  for (let from = at; ; from = from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/")))) {
    if (packages[from === "" ? `node_modules/${name}` : `${from}/node_modules/${name}`]) return true;
    if (from === "") return false;
  }
}

function stub(name, range) {
  const words = name.split(/[^a-z0-9]+/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith("musl"))
    ? "musl"
    : words.includes("gnu")
      ? "glibc"
      : undefined;
  return {
    version: range.replace(/^[\^~=v\s]+/, ""),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc ? { libc: [libc] } : {}),
  };
}

function main() {
  const file = path.join(fileURLToPath(new URL("..", import.meta.url)), "package-lock.json");
  const lock = JSON.parse(fs.readFileSync(file, "utf8"));
  const missing = missingEntries(lock);
  const names = Object.keys(missing);
  if (process.argv.includes("--check")) {
    if (names.length > 0) {
      console.error(`package-lock.json misses ${names.join(", ")}: run node scripts/lockfile.mjs`);
      process.exit(1);
    }
    console.log(`${Object.keys(lock.packages).length} locked packages, none missing.`);
    return;
  }
  for (const name of names) lock.packages[name] = missing[name];
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${names.length} entries added.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
