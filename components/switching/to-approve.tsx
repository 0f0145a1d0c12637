import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ChangeRequestRow } from "#lib/switching/queries/list-change-requests.ts";
import type { Environment } from "#lib/terms.ts";
import { changeWords } from "./request-words.ts";
import { lasted } from "./when.ts";

const SHOWN = 5;

/** What waits for a second person, oldest first: Home's list. */
export function ToApprove({
  rows,
  environment,
  now,
}: {
  rows: readonly ChangeRequestRow[];
  environment: Environment;
  now: Date;
}) {
  const oldest = rows.toReversed().slice(0, SHOWN);
  return (
    <Section
      title="To approve"
      aside={
        <Link href={`/${environment}/activation/requests`}>
          {rows.length > SHOWN ? `All ${rows.length}` : "Requests"}
        </Link>
      }
    >
      <ul className="border-t border-line">
        {oldest.map((row) => (
          <li
            key={row.id}
            className="flex min-h-8 flex-wrap items-baseline gap-x-4 border-b border-line py-1.75"
          >
            <span className="w-37.5 shrink-0 truncate">{row.merchantName}</span>
            <Link
              href={`/${environment}/m/${row.merchantId}/activation/requests/${row.id}`}
              look="plain"
              className="min-w-0 flex-1 truncate phone:basis-full"
            >
              {changeWords(row)}
            </Link>
            <span className="text-ink-2">{row.requestedBy.name}</span>
            <time dateTime={row.requestedAt.toISOString()} className="shrink-0 text-ink-2">
              {lasted(now.getTime() - row.requestedAt.getTime())}
            </time>
          </li>
        ))}
      </ul>
    </Section>
  );
}
