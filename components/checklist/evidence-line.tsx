import { when } from "#components/switching/when.ts";
import { Link } from "#components/ui/link.tsx";
import type { Evidence, StepView } from "#lib/checklist/schema.ts";
import { MARK_WORDS } from "./step-words.ts";

export type Reading = { zone: string; now: string; merchantId: string };

/** Of a done step: what was proven, when, on which order. */
export function EvidenceLine({ view, reading }: { view: StepView; reading: Reading }) {
  const { fact, seen, step } = view;
  const { zone, now } = reading;
  if (step.marks.length === 0) {
    if (!fact) return null;
    return <>{fact.at ? `${fact.words}, ${when(fact.at, zone, now, "day")}` : fact.words}</>;
  }
  const newest = newestOf(seen);
  if (step.marks.length > 1)
    return (
      <>
        {newest.map((one, index) => (
          <span key={one.mark}>
            {index > 0 && ", "}
            {MARK_WORDS[one.mark]} <OrderLink evidence={one} reading={reading} />
          </span>
        ))}
      </>
    );
  const [only] = newest;
  return only ? (
    <>
      Last seen {when(only.lastAt, zone, now)} on <OrderLink evidence={only} reading={reading} isNamed />
    </>
  ) : null;
}

/** The newest of each mark, over both environments. */
function newestOf(seen: readonly Evidence[]): Evidence[] {
  const newest = new Map<string, Evidence>();
  for (const one of seen) {
    const known = newest.get(one.mark);
    if (!known || known.lastAt < one.lastAt) newest.set(one.mark, one);
  }
  return [...newest.values()];
}

function OrderLink({
  evidence,
  reading,
  isNamed = false,
}: {
  evidence: Evidence;
  reading: Reading;
  isNamed?: boolean;
}) {
  const { environment, externalOrderId, lastAt, orderId } = evidence;
  const day = when(lastAt, reading.zone, reading.now, "day");
  const kind = environment === "sandbox" ? "test order" : "live order";
  const words = isNamed ? `${kind} ${externalOrderId}` : day;
  if (!orderId) return <>{words}</>;
  return (
    <Link className="underline" href={`/${environment}/m/${reading.merchantId}/orders/${orderId}`}>
      {words}
      {!isNamed && <span className="sr-only">, {`${kind} ${externalOrderId}`}</span>}
    </Link>
  );
}
