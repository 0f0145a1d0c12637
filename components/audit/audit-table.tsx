import type { ReactNode } from "react";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { AuditRow } from "#lib/audit/queries.ts";
import { actionWords, subjectWords } from "./audit-words.ts";
import { ChangeWords } from "./change-words.tsx";

/** The record as it is kept: nothing here can be changed. */
export function AuditTable({
  rows,
  zone,
  hasMerchant,
  empty,
  foot,
}: {
  rows: readonly AuditRow[];
  zone: string;
  /** Whose record each row is: on the partner's page. */
  hasMerchant: boolean;
  empty: ReactNode;
  foot?: ReactNode;
}) {
  const columns: Column<AuditRow>[] = [
    {
      id: "time",
      head: "Time",
      width: 150,
      phone: "d",
      sorted: "descending",
      cell: (row) => <Timestamp at={row.at} zone={zone} hasSeconds />,
    },
    { id: "actor", head: "Who", width: 150, phone: "c", cell: (row) => row.actorName },
    {
      id: "action",
      head: "Action",
      phone: "a",
      cell: (row) => (
        <TwoLines
          first={actionWords(row.action)}
          second={
            hasMerchant && row.merchantName && row.merchantName !== row.subjectName
              ? `${subjectWords(row)} · ${row.merchantName}`
              : subjectWords(row)
          }
        />
      ),
    },
    {
      id: "change",
      head: "Before → after",
      width: 280,
      priority: 2,
      cell: (row) => <ChangeWords before={row.before} after={row.after} />,
    },
    {
      id: "reason",
      head: "Reason",
      width: 200,
      priority: 3,
      cell: (row) => row.reason && <span className="text-ink-2">“{row.reason}”</span>,
    },
    {
      id: "request",
      head: "Request",
      width: 190,
      priority: 3,
      cell: (row) => <IdText id={row.requestId} name="request id" />,
    },
  ];
  return (
    <DataTable
      caption="Audit entries, newest first"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.merchantId}/${row.sequence}`}
      empty={empty}
      foot={foot}
    />
  );
}
