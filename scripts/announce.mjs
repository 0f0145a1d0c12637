import fs from "node:fs";
import path from "node:path";

/** Prints where everything answers and who may sign in. */
export function announce(settings, root) {
  const { urls, dataDir } = settings;
  const relative = path.relative(root, dataDir);
  const shown = relative.startsWith("..") ? dataDir : relative;
  const lines = [
    ["Console", urls.web],
    ["Gateway", urls.gateway],
    ["FlexCharge sandbox", `${urls.sandbox} (local stand-in)`],
    ["FlexCharge production", `${urls.sandboxProduction} (local stand-in)`],
    ["Data, logs", `${shown}, ${path.join(shown, "logs")}`],
  ];
  console.log("\nSwitchboard is running.\n");
  console.log(table(lines));
  const users = readDemo(dataDir)?.users ?? [];
  if (users.length > 0) {
    console.log("\nSign in as\n");
    console.log(
      table(users.map((user) => [user.role, user.email, user.password, user.totpSecret ? "+ code" : ""])),
    );
    if (users.some((user) => user.totpSecret)) {
      console.log(`\n  Secrets for the one-time codes are in ${path.join(shown, "demo.json")}.`);
    }
  }
  console.log("\nCtrl-C stops everything.\n");
}

function readDemo(dataDir) {
  const file = path.join(dataDir, "demo.json");
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : undefined;
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join("   ")}`.trimEnd())
    .join("\n");
}
