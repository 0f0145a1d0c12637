import { sharedDatabase } from "#lib/access/open-scope.ts";
import { verifyAudit } from "#lib/audit/jobs.ts";
import { systemClock } from "#lib/kit/clock.ts";

// `npm run audit:verify [FILE]`: recomputes every chain of the audit, against the heads in FILE (default
// AUDIT_ANCHORS). Ends with 1 when a chain is not intact.
const file = process.argv[2] ?? process.env.AUDIT_ANCHORS ?? null;
const database = sharedDatabase();
try {
  const reports = await verifyAudit({ database, clock: systemClock }, file);
  for (const { merchantId, entries, head, findings } of reports) {
    const fate = findings.length === 0 ? "intact" : "NOT INTACT";
    console.log(
      `${merchantId}: ${fate}, ${entries} entries, head ${head.sequence} ${head.hash.slice(0, 12)}`,
    );
    for (const { kind, sequence } of findings) console.log(`  ${kind} at ${sequence}`);
  }
  const broken = reports.filter(({ findings }) => findings.length > 0).length;
  const heads = file ? `, heads of ${file} compared` : ", no written heads to compare with";
  console.log(`${reports.length} chains, ${broken} not intact${heads}`);
  if (broken > 0 || reports.length === 0) process.exitCode = 1;
} finally {
  await database.close();
}
