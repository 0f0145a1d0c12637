import { DataTable } from "#components/tables/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { ImportLine } from "#lib/onboarding/queries/list-imports.ts";

const ACTIONS = { create: "New", change: "Change", same: "The same", error: "Error" } as const;

/** Each row of the file with what it does, field by field, or what is wrong with it, column by column. */
export function ImportRowsTable({ lines }: { lines: readonly ImportLine[] }) {
  return (
    <DataTable
      caption="Rows of the file in their order, at most 500"
      rows={lines}
      rowId={({ number }) => String(number)}
      empty={<EmptyState title="No such row in this file" />}
      columns={[
        { id: "row", head: "Row", width: 60, align: "end", phone: "b", cell: ({ number }) => number },
        {
          id: "merchant",
          head: "Merchant",
          width: 220,
          isKey: true,
          phone: "a",
          cell: ({ merchant }) => merchant || "–",
        },
        { id: "does", head: "Does", width: 110, phone: "d", cell: (line) => <Deed line={line} /> },
        { id: "what", head: "What", phone: "c", cell: (line) => <What line={line} /> },
      ]}
    />
  );
}

function Deed({ line }: { line: ImportLine }) {
  if (line.action === "error" || line.failure)
    return (
      <GlyphWord shape="octagon-alert" tone="danger">
        {line.failure ? "Refused" : ACTIONS.error}
      </GlyphWord>
    );
  return line.isDone ? (
    <GlyphWord shape="circle-check" tone="rescued">
      Done
    </GlyphWord>
  ) : (
    ACTIONS[line.action]
  );
}

function What({ line }: { line: ImportLine }) {
  const errors = Object.entries(line.errors);
  const changes = Object.entries(line.diff);
  if (errors.length === 0 && changes.length === 0 && !line.failure)
    return <span className="text-ink-3">Nothing</span>;
  return (
    <ul className="py-1">
      {line.failure && <li className="text-danger">{line.failure}</li>}
      {errors.map(([column, why]) => (
        <li key={column}>
          <span className="font-mono text-meta">{column}</span> <span className="text-danger">{why}</span>
        </li>
      ))}
      {changes.map(([column, change]) => (
        <li key={column} className="wrap-anywhere">
          <span className="font-mono text-meta text-ink-3">{column}</span>{" "}
          {change.before !== null && (
            <>
              <del className="text-ink-3">{change.before || "empty"}</del> <span aria-hidden="true">→ </span>
            </>
          )}
          <ins className="no-underline">{change.after}</ins>
        </li>
      ))}
    </ul>
  );
}
