"use client";
import { useQuery } from "@tanstack/react-query";
import { consequence } from "#components/switching/cell-words.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import { Link } from "#components/ui/link.tsx";
import type { CellState } from "#lib/switching/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { readJson } from "./read-json.ts";

/** Orders of seven days that this cell kept back, and its history. */
export type CellFacts = {
  notSent: { orders: number; amounts: { number: string; code: string }[] };
  history: import("./recent-changes.tsx").ChangeLine[];
};

export function useCellFacts(base: string, key: string, version: number) {
  return useQuery({
    queryKey: ["activation-cell", base, key, version],
    queryFn: () => readJson<CellFacts>(`${base}/activation/cell?cell=${encodeURIComponent(key)}`),
    staleTime: 30_000,
  });
}

/** What the cell's mode means for live and for test orders, with what it kept back in the last seven days. */
export function CellConsequence({
  cell,
  environment,
  facts,
  ordersHref,
  isObserved,
}: {
  cell: CellState;
  environment: Environment;
  facts: CellFacts | undefined;
  ordersHref: string;
  isObserved: boolean;
}) {
  if (isObserved) {
    return <p className="rounded-panel bg-sunken p-3">The merchant sends its orders to FlexCharge itself.</p>;
  }
  const isStopped = cell.stoppedBy !== null;
  const shown = environment === "production" ? (["production", "sandbox"] as const) : (["sandbox"] as const);
  return (
    <ul className="flex flex-col gap-2 rounded-panel bg-sunken p-3">
      {shown.map((world) => {
        const { isSent, sentence } = consequence(cell.effective, isStopped, world);
        const notSent = world === environment && !isSent ? facts?.notSent : undefined;
        return (
          <li key={world} className="flex gap-2.5">
            <Glyph
              shape={isSent ? "check" : "circle-slash"}
              tone={isSent ? "ink" : "ink-2"}
              className="mt-1"
            />
            <div className="min-w-0">
              <p>
                {isSent ? sentence : sentence.replace("not sent", "")}
                {!isSent && <strong className="font-semibold">not sent</strong>}.
              </p>
              {notSent && (
                <p className="mt-0.5 text-meta text-ink-2">
                  {notSent.orders === 0 ? (
                    "No order was kept back in the last 7 days."
                  ) : (
                    <>
                      {notSent.orders.toLocaleString("en-US")} {notSent.orders === 1 ? "order" : "orders"},{" "}
                      {notSent.amounts.map(({ number, code }) => `${number} ${code}`).join(", ")} in the last
                      7 days.{" "}
                      <Link href={ordersHref} className="underline">
                        Show them
                      </Link>
                    </>
                  )}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
