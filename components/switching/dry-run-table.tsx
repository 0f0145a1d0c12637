import { ArrowRight } from "lucide-react";
import { REASON_WORDS } from "#components/orders/reason-words.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import type { DryRun } from "#lib/switching/queries/dry-run-change.ts";
import type { Reason } from "#lib/terms.ts";
import type { Reader } from "./cell-words.ts";
import { amountWords, rescuedRange } from "./dry-run-words.ts";
import { when } from "./when.ts";
import { CHANNEL_NAMES } from "./words.ts";

const SHOWN = 12;

/** Orders of the last seven days that would have been decided otherwise: by site, channel and reason. */
export function DryRunTable({ dryRun, reader }: { dryRun: DryRun; reader: Reader }) {
  const { flips, orders, truncated, from, to } = dryRun;
  const at = (iso: string) => when(iso, reader.zone, reader.now);
  const hidden = flips.slice(SHOWN);
  return (
    <div>
      {flips.length === 0 ? (
        <p className="border-t border-line-2 py-2.5">
          {orders === 0
            ? "No order came in, so none would have been decided otherwise."
            : `None of ${orders.toLocaleString("en-US")} orders would have been decided otherwise.`}
        </p>
      ) : (
        <ul className="border-t border-line-2">
          {flips.slice(0, SHOWN).map((flip) => (
            <li
              key={[flip.environment, flip.siteId, flip.channel, flip.before, flip.after].join()}
              className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-b border-line py-2"
            >
              <span className="min-w-0 truncate">
                {flip.siteName ?? "Site unknown"}, {CHANNEL_NAMES[flip.channel]}
              </span>
              <span className="text-right">
                {flip.orders.toLocaleString("en-US")} {orderWord(flip)}
              </span>
              <span className="flex min-w-0 flex-wrap items-center gap-x-2 text-meta text-ink-2">
                <Sent reason={flip.before} />
                <ArrowRight aria-label="becomes" className="size-3!" />
                <Sent reason={flip.after} />
              </span>
              <span className="text-right text-meta text-ink-2">
                {amountWords(flip.amounts.map(({ currency, amountMinor }) => [currency, amountMinor]))}
              </span>
              {flip.rate && (
                <span className="col-span-2 text-meta text-ink-3">
                  {rescuedRange([flip])} rescued at {flip.rate.basis === "channel" ? "its" : "the site's"} own
                  rate, {percent(flip.rate.low)} to {percent(flip.rate.high)} (95% Wilson interval,{" "}
                  {flip.rate.rescued.toLocaleString("en-US")} of {flip.rate.resolved.toLocaleString("en-US")}{" "}
                  ended in 30 days{flip.rate.basis === "site" && ", all its channels"}).
                </span>
              )}
            </li>
          ))}
          {hidden.length > 0 && (
            <li className="border-b border-line py-2 text-ink-2">
              and {hidden.length} more kinds,{" "}
              {hidden.reduce((sum, { orders }) => sum + orders, 0).toLocaleString("en-US")} orders
            </li>
          )}
        </ul>
      )}
      <p className="mt-1.5 text-meta text-ink-3">
        {truncated ? "The newest " : ""}
        {orders.toLocaleString("en-US")} orders, {at(from)} to {at(to)}, decided again by today's
        configuration. Nothing was sent.
      </p>
    </div>
  );
}

function Sent({ reason }: { reason: Reason | null }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <Glyph shape={reason === null ? "check" : "circle-slash"} className="size-3" />
      {reason === null ? "Sent" : REASON_WORDS[reason]}
    </span>
  );
}

function orderWord({ environment, orders }: { environment: string; orders: number }): string {
  return `${environment === "production" ? "live" : "test"} ${orders === 1 ? "order" : "orders"}`;
}

const percent = (share: number) => `${(share * 100).toFixed(0)}%`;
