import fs from "node:fs";
import path from "node:path";

/**
 * Refuses a second `npm start` on the same DATA_DIR: the first to stop would take the other's database along.
 * @returns {() => void} gives the directory free again
 */
export function claimDataDirectory(dataDir) {
  const file = path.join(dataDir, "start.pid");
  const holder = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : undefined;
  if (holder && isStart(holder)) {
    throw new Error(
      `Switchboard already runs on ${dataDir} (process ${holder}). Stop it first, or set DATA_DIR to another directory.`,
    );
  }
  fs.writeFileSync(file, String(process.pid));
  return () => fs.rmSync(file, { force: true });
}

function isStart(pid) {
  try {
    return pid !== process.pid && fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("start.mjs");
  } catch {
    return false;
  }
}
