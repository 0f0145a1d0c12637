"use client";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { DryRun } from "#lib/switching/queries/dry-run-change.ts";
import type { Reader } from "./cell-words.ts";
import { DryRunTable } from "./dry-run-table.tsx";
import { dryRunSummary } from "./dry-run-words.ts";

/** What the change would have done to the last seven days, in one sentence that opens into the dry run. */
export function DryRunEffect({
  dryRun,
  isFailed = false,
  reader,
}: {
  /** Not there yet. */
  dryRun: DryRun | undefined;
  isFailed?: boolean;
  reader: Reader;
}) {
  const [isOpen, setOpen] = useState(false);
  if (isFailed) return "The dry run could not be read. The change can be decided without it.";
  if (!dryRun) return "Deciding the orders of the last 7 days again";
  const { sent, kept, rescued, test } = dryRunSummary(dryRun);
  const count = (orders: number) => `${orders.toLocaleString("en-US")} ${orders === 1 ? "order" : "orders"}`;
  return (
    <>
      {sent.orders > 0 ? (
        <>
          In the last 7 days this would have sent{" "}
          <strong className="font-medium text-ink">
            {count(sent.orders)}, {sent.amounts}
          </strong>
          .{" "}
          {rescued
            ? `At the site's own rate ${rescued} would have been rescued.`
            : "There is no rescue rate of its own yet."}
        </>
      ) : (
        "In the last 7 days no live order was kept back here."
      )}
      {kept.orders > 0 && ` ${count(kept.orders)}, ${kept.amounts}, would no longer have been sent.`}
      {test > 0 && ` ${count(test)} of the sandbox would have been decided otherwise.`}{" "}
      <Button
        variant="quiet"
        size="row"
        aria-expanded={isOpen}
        onPress={() => setOpen(!isOpen)}
        className="-my-1 px-1! text-accent"
      >
        {isOpen ? "Close the dry run" : "See the dry run"}
      </Button>
      {isOpen && (
        <div className="mt-2 text-ink">
          <DryRunTable dryRun={dryRun} reader={reader} />
        </div>
      )}
    </>
  );
}
