import { inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { merchants } from "#db/schema/merchants.ts";
import { campaigns, siteDescriptors, siteHosts, sites } from "#db/schema/sites.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { appendLedgerEvents } from "#lib/ledger/append-ledger-event.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import { descriptorKey, normalizeHost } from "#lib/sites/rules.ts";
import { eventOf, type ImportLine, readLine } from "./internal/import-line.ts";

/** `line` counts from 1, as an editor does. */
export type LineProblem = { line: number; problem: string };
export type ImportOutcome = Result<
  { lines: number; written: number; known: number },
  { reason: "BROKEN_LINES"; problems: LineProblem[] }
>;

type Numbered = { number: number; line: ImportLine };

/**
 * Puts dated events into the ledger (contract.md, `demo:import`; also how a partner brings its history along).
 * All lines are judged before the first is written, and all are written in one transaction: a file with a broken
 * line changes nothing. What the ledger knows already is left as it is, so the same file may be run again.
 */
export async function importEvents(scope: Scope, texts: AsyncIterable<string>): Promise<ImportOutcome> {
  const problems: LineProblem[] = [];
  const read: Numbered[] = [];
  let number = 0;
  for await (const text of texts) {
    number += 1;
    const trimmed = number === 1 ? text.replace(/^\uFEFF/, "").trim() : text.trim();
    if (trimmed === "") continue;
    const result = readLine(trimmed);
    if ("problem" in result) problems.push({ line: number, problem: result.problem });
    else read.push({ number, line: result.line });
  }
  return inScope(scope, async (tx) => {
    const placeOf = await placesOf(tx, read, problems);
    const events = problems.length === 0 ? toEvents(read, placeOf, problems) : [];
    if (problems.length > 0) {
      return refuse({ reason: "BROKEN_LINES" as const, problems: problems.sort((a, b) => a.line - b.line) });
    }
    const written = await appendLedgerEvents(tx, events);
    return ok({ lines: read.length, written, known: read.length - written });
  });
}

function toEvents(read: Numbered[], placeOf: PlaceOf, problems: LineProblem[]): LedgerEvent[] {
  const seen = new Map<string, { number: number; text: string }>();
  const counts = new Map<string, number>();
  return read.map(({ number, line }) => {
    const text = JSON.stringify(line);
    const repeats = (counts.get(text) ?? 0) + 1;
    counts.set(text, repeats);
    const event = eventOf(line, placeOf(line), repeats);
    const key = JSON.stringify([event.merchantId, event.environment, event.effectKey]);
    const first = seen.get(key);
    if (first && first.text !== text) {
      problems.push({
        line: number,
        problem: `says otherwise than line ${first.number} of the same ${line.type}`,
      });
    }
    if (!first) seen.set(key, { number, text });
    return event;
  });
}

type PlaceOf = (line: ImportLine) => { siteId: string | null; campaignId: string | null };

/** Our ids stand; otherwise siteUrl, else descriptor finds the site, and the partner's own id the campaign. */
async function placesOf(tx: Transaction, read: Numbered[], problems: LineProblem[]): Promise<PlaceOf> {
  const ids = [...new Set(read.map(({ line }) => line.merchantId))];
  if (ids.length === 0) return () => ({ siteId: null, campaignId: null });
  const known = await tx.select({ id: merchants.id }).from(merchants).where(inArray(merchants.id, ids));
  const [siteRows, hosts, descriptors, campaignRows] = await Promise.all([
    tx.select().from(sites).where(inArray(sites.merchantId, ids)),
    tx.select().from(siteHosts).where(inArray(siteHosts.merchantId, ids)),
    tx.select().from(siteDescriptors).where(inArray(siteDescriptors.merchantId, ids)),
    tx.select().from(campaigns).where(inArray(campaigns.merchantId, ids)),
  ]);
  const key = (...parts: string[]) => JSON.stringify(parts);
  const merchantIds = new Set(known.map(({ id }) => id));
  const siteIds = new Set(siteRows.map(({ merchantId, id }) => key(merchantId, id)));
  const byHost = new Map(hosts.map((row) => [key(row.merchantId, row.host), row.siteId]));
  const byDescriptor = new Map(descriptors.map((row) => [key(row.merchantId, row.key), row.siteId]));
  const byCampaign = new Map(
    campaignRows.flatMap(({ merchantId, id, externalId }) => [
      [key(merchantId, externalId), id],
      [key(merchantId, id), id],
    ]),
  );
  for (const { number, line } of read) {
    if (!merchantIds.has(line.merchantId))
      problems.push({ line: number, problem: "merchantId is not known" });
    else if (line.siteId && !siteIds.has(key(line.merchantId, line.siteId)))
      problems.push({ line: number, problem: "siteId is no site of this merchant" });
    else if (line.campaignId && !byCampaign.has(key(line.merchantId, line.campaignId)))
      problems.push({ line: number, problem: "campaignId is no campaign of this merchant" });
  }
  return (line) => {
    const host = line.siteUrl ? normalizeHost(line.siteUrl) : null;
    const shown = line.descriptor ? descriptorKey(line.descriptor) : null;
    const found =
      (host && byHost.get(key(line.merchantId, host))) ||
      (shown && !host && byDescriptor.get(key(line.merchantId, shown))) ||
      null;
    return {
      siteId: line.siteId ?? found,
      campaignId: line.campaignId ? (byCampaign.get(key(line.merchantId, line.campaignId)) ?? null) : null,
    };
  };
}
