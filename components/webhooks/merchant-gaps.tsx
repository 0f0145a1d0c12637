"use client";
import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { GapTotal } from "#lib/orders/queries/list-webhook-gaps.ts";
import type { Environment } from "#lib/terms.ts";

export type Backfill = ServerAction<
  { merchantId: string; environment: Environment },
  { asked: number },
  never
>;

/** One merchant's gaps in a sentence, and the one press that asks FlexCharge for everything still open. */
export function MerchantGaps({
  totals,
  environment,
  backfill,
}: {
  totals: GapTotal;
  environment: Environment;
  /** Null where the role may only read. */
  backfill: Backfill | null;
}) {
  const router = useRouter();
  const deed = useAction(backfill ?? notAllowed, () => ({}));
  const { merchantId, merchantName } = totals;
  const count = (n: number) => n.toLocaleString("en-US");
  const run = async () => {
    const done = await deed.run({ merchantId, environment });
    if (!done.ok) return;
    const { asked } = done.value;
    showToast(
      asked === 0
        ? `${merchantName} has no open order to ask about.`
        : `FlexCharge is asked about ${count(asked)} open ${asked === 1 ? "order" : "orders"} of ${merchantName}.`,
    );
    router.refresh();
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-2.5">
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-semibold">{merchantName}</p>
        <p className="text-ink-2">{gapWords(totals)}</p>
        {deed.trouble && <p className="text-danger">{deed.trouble}</p>}
      </div>
      {backfill && (
        <Button icon={<Download />} onPress={run} isPending={deed.isPending}>
          Back-fill
        </Button>
      )}
    </li>
  );
}

function gapWords({ gaps, missing }: GapTotal): string {
  if (gaps === 0) return "No order ended without its notice.";
  const count = (n: number) => n.toLocaleString("en-US");
  const late = gaps - missing;
  const found = `${count(gaps)} ${gaps === 1 ? "order" : "orders"} found by polling`;
  if (missing === 0) return `${found}; every notice came later.`;
  const parts = [
    `${count(missing)} without a notice to this day`,
    late > 0 ? `${count(late)} with a late one` : null,
  ];
  return `${found}: ${parts.filter(Boolean).join(", ")}.`;
}

const notAllowed: Backfill = async () => ({ ok: false, reason: "NO_PERMISSION", roles: [] });
