import { fileURLToPath } from "node:url";

/**
 * Node grows its young generation to 128 MB on a large machine before it looks for garbage; gateway and worker promise
 * to stay below 200 MB, and with less they are as fast. They also start faster.
 */
export const LEAN = [
  "--max-semi-space-size=8",
  "--max-old-space-size=320",
  "--import",
  fileURLToPath(new URL("resolve-once.mjs", import.meta.url)),
];

/** The console has more to draw at once; with this an import of 5,000 rows still takes it less than 50 MB. */
export const WEB_FLAGS = ["--max-semi-space-size=16"];
