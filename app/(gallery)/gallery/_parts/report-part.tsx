import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Money } from "#components/ui/money.tsx";

type Row = { site: string; descriptors?: string; sent: string; rate: string; recovered: string };

const columns: Column<Row>[] = [
  {
    id: "site",
    head: "Site",
    isKey: true,
    phone: "a",
    cell: (row) => <TwoLines first={row.site} second={row.descriptors} isKey />,
  },
  { id: "sent", head: "Sent", align: "end", width: 100, priority: 2, cell: (row) => row.sent },
  { id: "rate", head: "Rescue rate", align: "end", width: 120, phone: "c", cell: (row) => row.rate },
  {
    id: "recovered",
    head: "Recovered, net",
    align: "end",
    width: 160,
    phone: "b",
    cell: (row) => <Money amount={row.recovered} currency="USD" />,
  },
];
const rows: Row[] = [
  {
    site: "shop.lumenlabs.example",
    descriptors: "LUMENLABS*SHOP, LUMENLABS*GIFT",
    sent: "95.2%",
    rate: "27.0%",
    recovered: "63,777.54",
  },
  {
    site: "club.lumenlabs.example",
    descriptors: "LUMENLABS*CLUB",
    sent: "98.7%",
    rate: "41.2%",
    recovered: "80,550.92",
  },
];

/** A table drawn on the server, with its total. */
export function ReportPart() {
  return (
    <section aria-label="Report">
      <DataTable
        caption="Sites"
        columns={columns}
        rows={rows}
        rowId={(row) => row.site}
        rowHref={(row) => `#${row.site}`}
        total={{ site: "Total", sent: "96.7%", rate: "34.1%", recovered: "144,328.46" }}
      />
    </section>
  );
}
