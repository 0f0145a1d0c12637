import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A directory of one test's own; `finished` is vitest's onTestFinished, which removes it. */
export function temporaryDirectory(finished) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "switchboard-scripts-"));
  fs.chmodSync(directory, 0o711); // PostgreSQL does not run as root, and its user must get through.
  finished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}
