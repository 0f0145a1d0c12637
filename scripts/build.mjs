import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const SOURCES = ["app", "components", "lib", "db", "public"];
const IGNORED = ["db/migrations", "db/seed", "db/testing"];
const CONFIG =
  /^(next\.config\.\w+|postcss\.config\.\w+|tailwind\.config\.\w+|tsconfig\.json|package(-lock)?\.json|proxy\.ts)$/;

/** Names everything that goes into the console's build. */
export function sourceHash(root) {
  const hash = createHash("sha256");
  const files = fs.readdirSync(root).filter((name) => CONFIG.test(name));
  for (const folder of SOURCES) {
    const at = path.join(root, folder);
    if (!fs.existsSync(at)) continue;
    for (const entry of fs.readdirSync(at, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(path.relative(root, path.join(entry.parentPath, entry.name)));
    }
  }
  for (const file of files.sort()) {
    if (/\.test\.tsx?$/.test(file) || IGNORED.some((folder) => file.startsWith(`${folder}/`))) continue;
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Builds the console with `build` unless the last finished build is of these very sources. */
export async function buildWhenStale(root, build) {
  const stamp = path.join(root, ".next/switchboard-sources");
  const wanted = sourceHash(root);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return false;
  fs.rmSync(stamp, { force: true });
  fs.rmSync(path.join(root, ".next/BUILD_ID"), { force: true });
  await build();
  if (!fs.existsSync(path.join(root, ".next/BUILD_ID"))) throw new Error("next build ended without a build.");
  fs.writeFileSync(stamp, wanted);
  return true;
}
