import { Banner } from "#components/ui/banner.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { ChainState } from "#lib/audit/queries/read-chain-state.ts";

/** Whether the record is whole, and when that was last recomputed. */
export function ChainLine({ state, zone }: { state: ChainState; zone: string }) {
  const { chains, checkedAt, broken } = state;
  if (broken.length > 0) {
    return (
      <Banner tone="danger" title="The record is not intact">
        {broken.map(({ merchantId, finding }) => `${merchantId}: ${finding}`).join("; ")}. Compare with the
        written heads: npm run audit:verify.
      </Banner>
    );
  }
  if (chains === 0) return null;
  return (
    <p className="text-meta text-ink-2">
      {checkedAt ? (
        <>
          Record intact, checked <Timestamp at={checkedAt} zone={zone} />
        </>
      ) : (
        "Record not checked yet. It is recomputed every hour."
      )}
    </p>
  );
}
