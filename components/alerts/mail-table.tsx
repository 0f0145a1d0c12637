import type { ReactNode } from "react";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { MailRow } from "#lib/mails/schema.ts";

/** The outbox as a list; the chosen one is read beside it. */
export function MailTable({
  rows,
  zone,
  hrefOf,
  foot,
}: {
  rows: readonly MailRow[];
  zone: string;
  hrefOf: (mail: MailRow) => string;
  foot?: ReactNode;
}) {
  const columns: Column<MailRow>[] = [
    { id: "subject", head: "Subject", isKey: true, phone: "a", cell: ({ subject }) => subject },
    {
      id: "to",
      head: "To",
      width: 240,
      phone: "c",
      cell: ({ toAddress }) => <span className="text-ink-2">{toAddress}</span>,
    },
    {
      id: "at",
      head: "Written",
      width: 130,
      align: "end",
      phone: "b",
      cell: ({ createdAt }) => <Timestamp at={createdAt} zone={zone} />,
    },
  ];
  return (
    <DataTable
      caption="Mail, newest first"
      columns={columns}
      rows={rows}
      rowId={({ id }) => id}
      rowHref={hrefOf}
      opensPane
      empty={
        <EmptyState
          title="No mail yet"
          sentence="Alerts and invitations appear here as they are written; without a mail server none of them leaves."
        />
      }
      foot={foot}
    />
  );
}
