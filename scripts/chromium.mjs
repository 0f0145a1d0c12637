import { spawnSync } from "node:child_process";
import fs from "node:fs";

const USUAL = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of the journeys: CHROMIUM_PATH, else the machine's own, else (as root) Debian's, installed now. */
export function ensureChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!fs.existsSync(given)) throw new Error(`CHROMIUM_PATH leads nowhere: ${given}`);
    return given;
  }
  const found = USUAL.find((file) => fs.existsSync(file));
  if (found) return found;
  if (process.getuid?.() !== 0) {
    throw new Error("No Chromium here: install it (apt-get install chromium), or set CHROMIUM_PATH.");
  }
  console.log("Installing chromium (apt-get) …");
  const install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"];
  if (!succeeds(install) && !(succeeds(["apt-get", "update"]) && succeeds(install))) {
    throw new Error("apt-get could not install chromium: install it by hand, or set CHROMIUM_PATH.");
  }
  return USUAL[0];
}

function succeeds([command, ...args]) {
  const run = spawnSync(command, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return run.status === 0;
}
