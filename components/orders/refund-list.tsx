import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { Glyph, type GlyphShape, type Tone } from "#components/ui/glyph.tsx";
import { formatMoney } from "#lib/kit/money.ts";
import type { RefundState } from "#lib/terms.ts";

/** One refund as a list shows it; times are ISO. */
export type RefundLine = {
  id: string;
  state: RefundState;
  amountMinor: number;
  currency: string;
  at: string;
  byName: string;
  reason: string | null;
  /** Why it is unconfirmed or failed. */
  cause: string | null;
  responseMessage: string | null;
};

const LOOKS: Record<RefundState, { shape: GlyphShape; tone: Tone; word: string }> = {
  requested: { shape: "circle-dashed", tone: "open", word: "requested" },
  confirmed: { shape: "check", tone: "ink", word: "confirmed" },
  failed: { shape: "circle-x", tone: "lost", word: "failed" },
  unconfirmed: { shape: "circle-dashed", tone: "open", word: "unconfirmed" },
  external: { shape: "check", tone: "ink", word: "made at FlexCharge" },
};

/** Why a refund is not simply confirmed, in a sentence; null when it is. */
export function refundCause(refund: Pick<RefundLine, "state" | "cause" | "responseMessage">): string | null {
  const { state, cause, responseMessage } = refund;
  if (state === "unconfirmed") {
    return cause === "REPEATED_TRANSACTION"
      ? "FlexCharge repeated an earlier answer, we are checking"
      : "FlexCharge gave no certain answer, we are checking";
  }
  if (state === "requested") return "FlexCharge is being asked";
  if (state === "failed")
    return `Nothing was paid back: ${responseMessage ?? "FlexCharge could not be reached"}`;
  return null;
}

/** The order's refunds, each with its state, who asked and why. */
export function RefundList({ refunds, reader }: { refunds: readonly RefundLine[]; reader: Reader }) {
  if (refunds.length === 0) return null;
  return (
    <ul aria-label="Refunds" className="mt-3 flex flex-col gap-2">
      {refunds.map((refund) => {
        const { shape, tone, word } = LOOKS[refund.state];
        const cause = refundCause(refund);
        const who = refund.reason ? `${refund.byName}, “${refund.reason}”` : refund.byName;
        return (
          <li key={refund.id} className="rounded-control bg-sunken px-3 py-2">
            <p className="flex items-baseline gap-2">
              <Glyph shape={shape} tone={tone} className="translate-y-0.5" />
              <span className="flex-1">
                {formatMoney(refund.amountMinor, refund.currency).number} {word}
              </span>
              <time dateTime={refund.at} className="text-meta text-ink-2">
                {when(refund.at, reader.zone, reader.now)}
              </time>
            </p>
            <p className="pl-6 text-meta text-ink-2">{who}</p>
            {cause && <p className="pl-6 text-meta text-ink-2">{cause}.</p>}
          </li>
        );
      })}
    </ul>
  );
}
