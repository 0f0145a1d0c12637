import { lasted } from "#components/switching/when.ts";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import type { AtFlexcharge } from "#lib/checklist/queries.ts";
import type { Environment } from "#lib/terms.ts";

/** What nobody here can hurry: applications in review, MIT that was asked for. */
export function AtFlexchargeList({
  rows,
  environment,
  now,
}: {
  rows: readonly AtFlexcharge[];
  environment: Environment;
  now: Date;
}) {
  return (
    <Section title="Waiting on FlexCharge">
      <ul className="border-t border-line">
        {rows.map(({ merchantId, merchantName, what, by, since }) => (
          <li
            key={`${merchantId}/${what}`}
            className="flex min-h-8 items-baseline gap-4 border-b border-line py-1.75"
          >
            <Link href={`/${environment}/m/${merchantId}`} look="plain" className="w-37.5 shrink-0 truncate">
              {merchantName}
            </Link>
            <span className="min-w-0 flex-1 text-ink-2">
              {what === "application"
                ? "Application in review"
                : `MIT to be enabled on the account${by ? `, asked by ${by}` : ""}`}
            </span>
            {since && (
              <time dateTime={since.toISOString()} className="shrink-0 text-ink-2">
                {lasted(now.getTime() - since.getTime())}
              </time>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
