"use client";
import { ChartColumn, Table2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Segmented } from "#components/ui/segmented.tsx";

/** The drawing or its table twin; the choice is part of the address. */
export function ShowToggle({
  asTable,
  chartHref,
  tableHref,
}: {
  asTable: boolean;
  chartHref: string;
  tableHref: string;
}) {
  const router = useRouter();
  return (
    <Segmented
      label="Show as"
      options={[
        { id: "chart", label: "Chart", icon: <ChartColumn /> },
        { id: "table", label: "Table", icon: <Table2 /> },
      ]}
      value={asTable ? "table" : "chart"}
      onChange={(id) => router.replace(id === "table" ? tableHref : chartHref, { scroll: false })}
    />
  );
}
