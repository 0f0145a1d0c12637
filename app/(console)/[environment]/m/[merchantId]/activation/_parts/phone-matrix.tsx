"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { cellName, type PendingCell, type Reader } from "#components/switching/cell-words.ts";
import { ModeCell } from "#components/switching/mode-cell.tsx";
import { CHANNEL_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { Button } from "#components/ui/button.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { CHANNELS, type Environment, type SwitchScope } from "#lib/terms.ts";
import { cellKey, type MatrixCells, siteTitle } from "./matrix-cells.ts";

const STEP = 30;

/** On a phone: a list of sites, each opening into three large cells and those of its campaigns. */
export function PhoneMatrix({
  cells,
  environment,
  reader,
  pending,
  onOpen,
}: {
  cells: MatrixCells;
  environment: Environment;
  reader: Reader;
  pending: Readonly<Record<string, PendingCell>>;
  onOpen: (cell: string) => void;
}) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState(STEP);
  const [openId, setOpenId] = useState<string | null>(
    cells.sites.length === 1 ? (cells.sites[0]?.id ?? null) : null,
  );
  const asked = text.trim().toLowerCase();
  const sites = cells.sites.filter((site) =>
    [site.name, ...site.hosts, ...site.descriptors].some((word) => word.toLowerCase().includes(asked)),
  );
  const parts = { cells, environment, reader, pending, onOpen };
  return (
    <div className="md:hidden">
      {cells.sites.length > 8 && (
        <SearchField label="Find a site" placeholder="Site, descriptor" value={text} onChange={setText} />
      )}
      <ul className="divide-y divide-line-2 border-b border-line-2">
        <PhonePlace
          {...parts}
          scope="merchant"
          id={cells.merchant.id}
          title="All sites"
          detail="Merchant default"
        />
        {sites.slice(0, shown).map((site) => {
          const isOpen = openId === site.id;
          return (
            <PhonePlace
              key={site.id}
              {...parts}
              scope="site"
              id={site.id}
              title={siteTitle(site)}
              detail={site.descriptors.join(", ")}
              isOpen={isOpen}
              onToggle={() => setOpenId(isOpen ? null : site.id)}
            />
          );
        })}
      </ul>
      {sites.length > shown && (
        <Button className="mt-3" isWide onPress={() => setShown(shown + STEP)}>
          Show {Math.min(STEP, sites.length - shown)} more sites
        </Button>
      )}
    </div>
  );
}

type Parts = {
  cells: MatrixCells;
  environment: Environment;
  reader: Reader;
  pending: Readonly<Record<string, PendingCell>>;
  onOpen: (cell: string) => void;
};

function PhonePlace({
  scope,
  id,
  title,
  detail,
  isOpen = false,
  onToggle,
  ...parts
}: Parts & {
  scope: SwitchScope;
  id: string;
  title: string;
  detail: string;
  isOpen?: boolean;
  onToggle?: () => void;
}) {
  const { cells } = parts;
  const own = cells.cells(scope, id);
  const head = (
    <span className="flex min-h-14 items-center gap-3 py-2 text-left">
      <span className="min-w-0 flex-1">
        <span className="block font-semibold break-words">{title}</span>
        <span className="block text-meta text-ink-3">{detail}</span>
      </span>
      {!isOpen && scope === "site" && (
        <span className="flex gap-2.5">
          {CHANNELS.map((channel) => (
            <Glyph
              key={channel}
              shape={own[channel].stoppedBy ? "octagon-bar" : MODE_SHAPES[own[channel].effective]}
              tone={own[channel].stoppedBy ? "danger" : "ink"}
              label={cellName(own[channel], title, parts.environment, parts.reader)}
            />
          ))}
        </span>
      )}
      {onToggle && (isOpen ? <ChevronDown aria-hidden="true" /> : <ChevronRight aria-hidden="true" />)}
    </span>
  );
  return (
    <li>
      {onToggle ? (
        <button type="button" onClick={onToggle} aria-expanded={isOpen} className="focus-inside block w-full">
          {head}
        </button>
      ) : (
        head
      )}
      {(isOpen || !onToggle) && (
        <div className="pb-3">
          <LargeCells {...parts} scope={scope} id={id} title={title} />
          {scope === "site" &&
            cells.campaignsOf(id).map((campaign) => (
              <div key={campaign.id} className="mt-3 border-t border-line pt-2 pl-3">
                <p className="mb-1.5 flex justify-between gap-3">
                  {campaign.name}
                  <span className="text-meta text-ink-3">
                    {campaign.kind === "web" ? "Web" : "Call center"}
                  </span>
                </p>
                <LargeCells {...parts} scope="campaign" id={campaign.id} title={campaign.name} />
              </div>
            ))}
        </div>
      )}
    </li>
  );
}

function LargeCells({
  cells,
  environment,
  reader,
  pending,
  onOpen,
  scope,
  id,
  title,
}: Parts & { scope: SwitchScope; id: string; title: string }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {CHANNELS.map((channel) => {
        const cell = cells.cell({ scope, id, channel });
        const waiting = pending[cellKey({ scope, id, channel })];
        return (
          <li key={channel}>
            <button
              type="button"
              onClick={() => onOpen(cellKey({ scope, id, channel }))}
              className="flex min-h-14 w-full items-center gap-3 rounded-control border border-line-2 px-3 py-1.5 text-left"
            >
              <span className="sr-only">
                {cellName(cell, title, environment, reader, waiting ? { pending: waiting } : {})}
              </span>
              <span aria-hidden="true" className="flex min-w-0 flex-1 items-center gap-3">
                <span className="w-24 shrink-0 text-meta text-ink-2">{CHANNEL_NAMES[channel]}</span>
                <ModeCell
                  cell={cell}
                  reader={reader}
                  blocked={cells.blocked(cell)}
                  pending={waiting}
                  isObserved={cells.merchant.observed}
                />
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
