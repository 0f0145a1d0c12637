import { Glyph } from "#components/ui/glyph.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { Verification } from "#lib/credentials/schema.ts";

/** What the last check proved, or why it was refused, with its time. */
export function VerificationLine({
  verification,
  zone,
}: {
  verification: Verification | null;
  zone: string;
}) {
  if (!verification) {
    return (
      <p className="flex items-start gap-1.75 text-ink-2">
        <Glyph shape="circle-dotted" className="mt-0.75" />
        Not verified yet
      </p>
    );
  }
  const { ok, at, tookMs, status, cause } = verification;
  if (ok) {
    return (
      <p className="flex items-start gap-1.75 text-rescued">
        <Glyph shape="circle-check" className="mt-0.75" />
        <span>
          Verified <Timestamp at={at} zone={zone} />: token and MID proven in {tookMs} ms
        </span>
      </p>
    );
  }
  return (
    <p className="flex items-start gap-1.75 text-danger">
      <Glyph shape="octagon-alert" className="mt-0.75" />
      <span>
        Refused <Timestamp at={at} zone={zone} />
        {status !== undefined && `, ${status}`}: {cause ?? "FlexCharge gave no cause."}
      </span>
    </p>
  );
}
