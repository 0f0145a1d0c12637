import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { systemScope } from "#lib/access/open-scope.ts";
import { importEvents } from "#lib/reports/import-events.ts";

/*
 * npm run demo:import FILE.ndjson puts dated events into the ledger; also the way in for a partner with history.
 * One JSON object a line, blank lines are skipped, unknown fields are refused:
 *
 *   every line   at (ISO 8601 with offset), merchantId, environment ("sandbox" | "production"), type, orderId,
 *                amountMinor (integer minor units; also "amount"), currency (ISO 4217)
 *   its place    channel ("cit_website" | "cit_call_center" | "mit"), siteId (ours) or siteUrl or descriptor,
 *                campaignId (ours or the partner's own); each may be left out: then the order is unattributed
 *   attempt      approvedByProcessor (true | false), transactionId, responseCode, responseCodeSource ("nmi", "iso"…)
 *   evaluate     attempt (1, 2…; 1 when absent), sent (true when absent), reason (contract.md, when not sent)
 *   outcome      attempt, state (submitted, approved, declined, challenge, expired, cancelled, capture_required,
 *                late_approval, unknown)
 *   refund       id (told again, it is the same refund), amount that went back
 *   chargeback   the same
 *
 * An authorisation is known by its transactionId, an evaluate by order and attempt, an outcome by order, attempt
 * and state; the rest by id, else by its whole line. What is known is left alone: run the same file as often as
 * you like. A broken line is named with its number, and nothing of the file is written.
 */
const PROBLEMS_SHOWN = 50;

process.env.PROGRAM ??= "seed";
const file = process.argv[2];
if (!file) {
  console.error("Usage: npm run demo:import FILE.ndjson");
  process.exit(2);
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let count = 0;
  for await (const line of createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    count += 1;
    if (count % 50_000 === 0) console.log(`${count} lines read`);
    yield line;
  }
}

try {
  const outcome = await importEvents(systemScope("seed"), linesOf(file));
  if (outcome.ok) {
    const { lines, written, known } = outcome.value;
    console.log(`${lines} events read: ${written} new, ${known} known before.`);
    process.exit(0);
  }
  for (const { line, problem } of outcome.problems.slice(0, PROBLEMS_SHOWN))
    console.error(`line ${line}: ${problem}`);
  const count = outcome.problems.length;
  console.error(`${count} ${count === 1 ? "line is" : "lines are"} broken; nothing was written.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
process.exit(1);
