import { clockTime } from "#components/switching/when.ts";
import { Section } from "#components/ui/section.tsx";
import type { SandboxCall } from "#lib/flexcharge/sandbox-control.ts";

/** What FlexCharge's side saw, newest first: the other end of the log. */
export function SeenCalls({ calls, zone }: { calls: readonly SandboxCall[]; zone: string }) {
  return (
    <Section title="Calls that FlexCharge saw" aside="without reads">
      {calls.length === 0 ? (
        <p className="text-ink-2">None from this account yet.</p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {calls.map(({ sequence, method, path, status, time }) => (
            <li key={sequence} className="flex min-h-8 items-center gap-2 py-1">
              <span
                className={
                  status === null || status >= 400
                    ? "w-10 shrink-0 text-danger"
                    : "w-10 shrink-0 text-rescued"
                }
              >
                {status ?? "none"}
              </span>
              <span className="min-w-0 flex-1 font-mono text-code break-all">
                <span className="text-ink-3">{method}</span> {path}
              </span>
              <time dateTime={time} title={time} className="text-meta whitespace-nowrap text-ink-3">
                {clockTime(time, zone, "second")}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
