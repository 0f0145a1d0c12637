import { when } from "#components/switching/when.ts";
import { DataTable } from "#components/tables/data-table.tsx";
import type { ImportHead } from "#lib/onboarding/queries/list-imports.ts";
import { STATE_WORDS } from "./import-words.ts";

/** What was imported before, the newest first. */
export function ImportsTable({
  imports,
  root,
  zone,
  now,
}: {
  imports: readonly ImportHead[];
  root: string;
  zone: string;
  now: Date;
}) {
  const number = (count: number) => count.toLocaleString("en-US");
  return (
    <DataTable
      caption="Former imports, the newest first"
      rows={imports}
      rowId={({ id }) => id}
      rowHref={({ id }) => `${root}/${id}`}
      columns={[
        { id: "file", head: "File", isKey: true, phone: "a", cell: (row) => row.fileName },
        { id: "state", head: "State", width: 130, phone: "b", cell: (row) => STATE_WORDS[row.state] },
        { id: "new", head: "New", width: 76, align: "end", priority: 2, cell: (row) => number(row.creates) },
        {
          ...{ id: "changed", head: "Changed", width: 84, align: "end", priority: 2 },
          cell: (row) => number(row.changes),
        },
        {
          id: "errors",
          head: "Errors",
          width: 76,
          align: "end",
          phone: "d",
          cell: (row) => number(row.errors),
        },
        { id: "by", head: "By", width: 150, priority: 3, cell: (row) => row.byName },
        {
          ...{ id: "at", head: "When", width: 130, align: "end", phone: "c" },
          cell: (row) => when(row.createdAt.toISOString(), zone, now.toISOString()),
        },
      ]}
    />
  );
}
