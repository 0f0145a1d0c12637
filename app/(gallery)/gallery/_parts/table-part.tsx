"use client";
import { useState } from "react";
import { BulkBar } from "#components/tables/bulk-bar.tsx";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Money } from "#components/ui/money.tsx";

type Row = {
  id: string;
  site: string;
  channel: "MIT" | "CIT website";
  amount: string;
  at: string;
  rescued: boolean;
};

const rows: Row[] = Array.from({ length: 8 }, (_, index) => ({
  id: `LL-20${4417 - index * 3}`,
  site: index % 2 ? "shop.lumenlabs.example" : "club.lumenlabs.example",
  channel: index % 3 ? "MIT" : "CIT website",
  amount: (89 - index * 7.5).toFixed(2),
  at: `Nov ${20 - index}, 14:3${index}`,
  rescued: index % 3 !== 1,
}));

export function TablePart() {
  const [search, setSearch] = useState("");
  const [values, setValues] = useState<Record<string, string[]>>({ channel: ["MIT"], zone: ["Los Angeles"] });
  const [selected, setSelected] = useState<string[]>([]);
  const shown = rows.filter(
    (row) =>
      row.id.includes(search) && (!values["channel"]?.length || values["channel"].includes(row.channel)),
  );
  const columns: Column<Row>[] = [
    {
      id: "pick",
      head: <span className="sr-only">Select</span>,
      width: 28,
      cell: (row) => (
        <Checkbox
          aria-label={`Select ${row.id}`}
          isSelected={selected.includes(row.id)}
          onChange={(on) => setSelected(on ? [...selected, row.id] : selected.filter((id) => id !== row.id))}
        />
      ),
    },
    {
      id: "outcome",
      head: "Outcome",
      width: 128,
      phone: "c",
      cell: (row) =>
        row.rescued ? (
          <GlyphWord shape="circle-check" tone="rescued">
            Rescued
          </GlyphWord>
        ) : (
          <GlyphWord shape="circle-x" tone="lost">
            Lost
          </GlyphWord>
        ),
    },
    { id: "order", head: "Order", width: 140, isKey: true, phone: "a", cell: (row) => row.id },
    {
      id: "amount",
      head: "Amount",
      width: 128,
      align: "end",
      phone: "b",
      cell: (row) => <Money amount={row.amount} currency="USD" />,
    },
    { id: "channel", head: "Channel", width: 104, priority: 2, cell: (row) => row.channel },
    {
      id: "site",
      head: "Site",
      priority: 3,
      cell: (row) => <TwoLines first={row.site} second="LUMENLABS*CLUB" />,
    },
    {
      id: "at",
      head: "Declined at",
      width: 132,
      align: "end",
      phone: "d",
      sortHref: "#asc",
      sorted: "descending",
      cell: (row) => row.at,
    },
  ];
  return (
    <section aria-label="Table">
      <FilterBar
        search={{ label: "Find an order", placeholder: "Any id", value: search, onChange: setSearch }}
        filters={[
          {
            id: "channel",
            label: "Channel",
            isMultiple: true,
            options: [
              { id: "MIT", label: "MIT", count: 1204 },
              { id: "CIT website", label: "CIT website", count: 310 },
            ],
          },
          {
            id: "site",
            label: "Site",
            options: [
              { id: "shop", label: "shop.lumenlabs.example", count: 12 },
              { id: "club", label: "club.lumenlabs.example", count: 9 },
            ],
          },
          {
            id: "zone",
            label: "Zone",
            isFixed: true,
            options: [
              { id: "Los Angeles", label: "Los Angeles" },
              { id: "New York", label: "New York" },
            ],
          },
        ]}
        values={values}
        onChange={(id, next) => setValues({ ...values, [id]: next })}
        aside="Newest first."
      />
      <div className="mt-2">
        <DataTable
          caption="Orders"
          columns={columns}
          rows={shown}
          rowId={(row) => row.id}
          rowHref={(row) => `#${row.id}`}
          isSelected={(row) => selected.includes(row.id)}
          empty={
            <EmptyState
              title="No order matches"
              actions={
                <Button
                  size="row"
                  onPress={() => {
                    setSearch("");
                    setValues({});
                  }}
                >
                  Clear filters
                </Button>
              }
            />
          }
          foot={<TablePages words={`${shown.length} orders`} nextHref="#next" />}
        />
      </div>
      {selected.length > 0 && (
        <BulkBar words={`${selected.length} selected`} onClear={() => setSelected([])}>
          <Button size="row">Export</Button>
        </BulkBar>
      )}
    </section>
  );
}
