// How files are named and how long they may grow (docs/ARCHITECTURE.md). Teaches in its messages.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const FOLDERS = ["app", "bench", "components", "db", "e2e", "gateway", "lib", "sandbox", "scripts", "worker"];
const CODE = /\.(ts|tsx|mts|mjs|cjs|js|css)$/;
const GENERATED = /^db\/migrations\/|\.d\.m?ts$/;
const LINES_MAX = 300;
const TEST_LINES_MAX = 400;

const VAGUE = new Set("util utils helper helpers service services manager managers misc".split(" "));
const VAGUE_ALONE = new Set("types type data info common shared constants".split(" "));

/** Rooms that are tools: they name their files by noun. */
const TOOL_ROOMS = new Set(["kit", "queue", "flexcharge"]);
const FRONT_FILES = new Set(["schema", "rules", "queries", "jobs", "errors"]);
/** Read at every call as what they say: `inScope(scope, …)`. */
const PREPOSITIONS = new Set(["lib/access/in-scope.ts"]);
/** The first word of a `<verb>-<noun>.ts`. A new verb is added here on purpose, beside a look for an older one. */
const VERBS = new Set(
  `accept acknowledge activate add answer append apply approve archive assign attach authorize backfill begin cancel
  capture change check claim clear close collect compute confirm convert count create deactivate decide decline delete
  deliver deny describe disable discard dispute edit enable end enqueue enter evaluate expire explain export
  fill find finish follow forget grant hash hold import insert invalidate invite issue keep leave link list load
  lock make map mark match merge migrate move notify observe open override pause plan poll prepare publish purge queue
  raise read rebuild receive recompute reconcile record redeliver refresh refund register reject release remind
  remember remove rename renew reopen replace replay request require resend reset resolve restore resume retire retry revoke
  roll rotate run save schedule seal search see seed send set settle sign simulate start stop store submit
  subscribe suspend switch sync take test throttle touch trace track transfer transmit unarchive undo unlock
  update upload use validate verify void watch withdraw write`.split(/\s+/),
);

/**
 * What is wrong with these files, one teaching sentence each.
 * @param {{ file: string, text: string }[]} files paths with forward slashes, from the root
 */
export function complaints(files) {
  return files.flatMap(({ file, text }) =>
    [nameComplaint(file), roomComplaint(file), sizeComplaint(file, text), barrelComplaint(file, text)]
      .filter(Boolean)
      .map((complaint) => `${file}: ${complaint}`),
  );
}

function nameComplaint(file) {
  const base = path.posix.basename(file);
  const [stem] = base.split(".");
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/.test(base)) return "file names are kebab-case.";
  const vague = stem.split("-").find((word) => VAGUE.has(word)) ?? (VAGUE_ALONE.has(stem) ? stem : undefined);
  if (vague) return `"${vague}" says nothing: name the file after the one thing that it exports.`;
  return undefined;
}

function roomComplaint(file) {
  const [top, room, ...rest] = file.split("/");
  if (top !== "lib" || TOOL_ROOMS.has(room)) return undefined;
  if (rest.length === 0) {
    return room.startsWith("terms.")
      ? undefined
      : "only terms.ts lies directly in lib/: every other file has a room.";
  }
  if (/\.test\.tsx?$/.test(file)) return undefined;
  if (rest.length > 1) {
    if (rest[0] === "internal" || rest[0] === "queries") return undefined;
    return `a room holds front files, queries/ and internal/: move it to lib/${room}/internal/ or up.`;
  }
  const stem = rest[0].replace(/\.tsx?$/, "");
  if (FRONT_FILES.has(stem) || PREPOSITIONS.has(file)) return undefined;
  const [verb, ...noun] = stem.split("-");
  if (noun.length > 0 && VERBS.has(verb)) return undefined;
  return (
    "a room of lib/ speaks a closed vocabulary: schema.ts (zod), rules.ts (pure decisions), queries.ts (reads), " +
    "<verb>-<noun>.ts (one write verb a file), jobs.ts, errors.ts; what only this room needs goes to internal/. " +
    `("${verb}" is not a verb we know: a real one is added in scripts/vocabulary.mjs.)`
  );
}

function sizeComplaint(file, text) {
  const isTest = /\.(test|spec)\.(tsx?|mjs)$/.test(file);
  const most = isTest ? TEST_LINES_MAX : LINES_MAX;
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return lines > most ? `${lines} lines, at most ${most}: it is two things by now.` : undefined;
}

function barrelComplaint(file, text) {
  if (!/\.tsx?$/.test(file)) return undefined;
  if (/(^|\/)index\.tsx?$/.test(file)) return "no barrels: import the file that holds the thing.";
  const statements = text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter(Boolean);
  const reexports = statements.filter((statement) => /^export\s[\s\S]*\sfrom\s/.test(statement));
  if (statements.length === 0 || reexports.length < statements.length) return undefined;
  return "no barrels: it only passes on what other files export. Import those files.";
}

export function listFiles(root) {
  return FOLDERS.filter((folder) => fs.existsSync(path.join(root, folder))).flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && CODE.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
      .filter((file) => !GENERATED.test(file) && !file.includes("node_modules/")),
  );
}

function main() {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = listFiles(root).map((file) => ({
    file,
    text: fs.readFileSync(path.join(root, file), "utf8"),
  }));
  const found = complaints(files);
  for (const complaint of found) console.error(complaint);
  if (files.length < 20) {
    console.error(`Only ${files.length} files seen: the check looks at the wrong place.`);
    process.exit(1);
  }
  if (found.length > 0) process.exit(1);
  console.log(`${files.length} files, all named and sized as agreed.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
