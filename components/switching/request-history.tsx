import { Section } from "#components/ui/section.tsx";
import type { ChangeRequestRow } from "#lib/switching/queries/list-change-requests.ts";
import type { Reader } from "./cell-words.ts";
import { stepNames } from "./open-steps-sentence.ts";
import { when } from "./when.ts";

type Step = { key: string; at: Date; words: string; note?: string | null };

/** Who asked, who decided, what became of it. The audit has the same with every cell. */
export function RequestHistory({ request, reader }: { request: ChangeRequestRow; reader: Reader }) {
  return (
    <Section title="History">
      <ol className="border-t border-line-2">
        {stepsOf(request, reader).map(({ key, at, words, note }) => (
          <li key={key} className="border-b border-line py-2">
            <p>{words}</p>
            {note && <p className="text-ink-2">“{note}”</p>}
            <time dateTime={at.toISOString()} className="text-meta text-ink-3">
              {when(at.toISOString(), reader.zone, reader.now)}
            </time>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function stepsOf(request: ChangeRequestRow, reader: Reader): Step[] {
  const { state, stateAt, decidedBy, decidedAt, decisionNote, appliedAt, scheduledFor, override } = request;
  const steps: Step[] = [
    {
      key: "asked",
      at: request.requestedAt,
      words: `${request.requestedBy.name} asked for it`,
      note: request.reason,
    },
  ];
  if (decidedBy && decidedAt) {
    const date = scheduledFor && ` for ${when(scheduledFor.toISOString(), reader.zone, reader.now)}`;
    const words = `${decidedBy.name} ${state === "rejected" ? "rejected it" : `approved it${date ?? ""}`}`;
    steps.push({ key: "decided", at: decidedAt, words, note: state === "cancelled" ? null : decisionNote });
  }
  if (override && decidedAt) {
    const without = Object.values(override.steps).flat();
    const words = `Let pass for this request: ${stepNames(without)}`;
    steps.push({ key: "override", at: decidedAt, words, note: override.reason });
  }
  if (appliedAt) {
    const version = request.appliedVersion?.toLocaleString("en-US");
    steps.push({ key: "applied", at: appliedAt, words: `Carried out, switch set v${version}` });
  }
  if (state === "suspended")
    steps.push({ key: state, at: stateAt, words: "Suspended: a gate was open on its date" });
  if (state === "failed") steps.push({ key: state, at: stateAt, words: "Not carried out" });
  if (state === "cancelled") steps.push({ key: state, at: stateAt, words: "Taken back", note: decisionNote });
  return steps;
}
