"use client";
import { FilterBar } from "#components/tables/filter-bar.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { ToggleChip } from "./toggle-chip.tsx";
import { type MatrixView, MODE_FILTERS, type SetMatrixView } from "./use-matrix-view.ts";

const MODE_WORDS = { production: "Production", sandbox: "Sandbox", off: "Off", stopped: "Stopped" };

export function MatrixFilters({
  view,
  setView,
  blockedCount,
}: {
  view: MatrixView;
  setView: SetMatrixView;
  blockedCount: number;
}) {
  const modes = MODE_FILTERS.map((id) => ({ id, label: MODE_WORDS[id] }));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FilterBar
        search={{
          label: "Find a site, campaign or descriptor",
          placeholder: "Site, campaign, descriptor",
          value: view.q,
          onChange: (q) => setView({ q: q || null }),
        }}
        filters={[{ id: "mode", label: "Mode", options: modes }]}
        values={{ mode: view.mode ? [view.mode] : [] }}
        onChange={(_, [value]) => setView({ mode: MODE_FILTERS.find((one) => one === value) ?? null })}
      />
      <ToggleChip
        label="Changed"
        isOn={view.changed}
        onChange={(changed) => setView({ changed: changed || null })}
      />
      <ToggleChip
        label="Blocked"
        icon={<Glyph shape="triangle" className="size-3" />}
        count={blockedCount}
        isOn={view.blocked}
        onChange={(blocked) => setView({ blocked: blocked || null })}
      />
      <ToggleChip label="Own value only" isOn={view.own} onChange={(own) => setView({ own: own || null })} />
      <div className="ml-auto flex items-center gap-2.5 text-meta text-ink-2">
        <span aria-hidden="true">Group</span>
        <Segmented
          label="Group"
          options={[
            { id: "site", label: "Site" },
            { id: "settings", label: "Same settings" },
          ]}
          value={view.group}
          onChange={(group) => setView({ group })}
        />
      </div>
    </div>
  );
}
