import { type PendingCell, pendingWords, type Reader } from "#components/switching/cell-words.ts";
import { missingSentence } from "#components/switching/gate-words.ts";
import { ModePlain, StoppedChip } from "#components/switching/mode-chip.tsx";
import { Glyph, type GlyphShape, type Tone } from "#components/ui/glyph.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Channel } from "#lib/terms.ts";
import { cellKey, type MatrixCells, siteTitle } from "../../_parts/matrix-cells.ts";

const SHOWN = 50;

/** The sites of one channel, those that can act first: ready, waiting, held by gates, then those in production. */
export function ReadinessList({
  cells,
  channel,
  pending,
  reader,
  root,
}: {
  cells: MatrixCells;
  channel: Channel;
  pending: Readonly<Record<string, PendingCell>>;
  reader: Reader;
  root: string;
}) {
  const missing = cells.missingFor(channel, "production");
  const lines = cells.sites
    .map((site) => {
      const key = cellKey({ scope: "site", id: site.id, channel });
      const cell = cells.cell({ scope: "site", id: site.id, channel });
      return { key, title: siteTitle(site), cell, ...standing(cell, pending[key]) };
    })
    .sort((a, b) => a.rank - b.rank);
  const hidden = lines.length - SHOWN;

  function standing(cell: ReturnType<MatrixCells["cell"]>, waiting: PendingCell | undefined) {
    if (cell.stoppedBy) {
      const { name, reason } = cell.stoppedBy.setBy;
      return line(2, "octagon-bar", "danger", `Stopped by ${name}: “${reason}”`);
    }
    if (cell.effective === "production") return line(4, "check", "rescued", "In production");
    if (cells.merchant.observed) return line(3, "dot", "off", "The merchant talks to FlexCharge itself");
    if (waiting) {
      return line(1, "circle-dotted", "attn", `${pendingWords(waiting, reader)}, asked by ${waiting.by}`);
    }
    if (missing.length > 0) return line(3, "triangle", "attn", missingSentence("It", missing));
    return line(0, "circle-half", "open", "Ready: nothing stands between");
  }

  return (
    <ul className="border-t border-line-2">
      {lines.slice(0, SHOWN).map(({ key, title, cell, shape, tone, words }) => (
        <li
          key={key}
          className="grid grid-cols-[minmax(0,1fr)_110px] items-center gap-x-4 gap-y-1 border-b border-line py-2 md:grid-cols-[minmax(0,1fr)_110px_minmax(0,1.4fr)]"
        >
          <Link
            href={`${root}/activation?cell=${encodeURIComponent(key)}`}
            look="plain"
            className="truncate font-medium"
          >
            {title}
          </Link>
          {cell.stoppedBy ? <StoppedChip follows /> : <ModePlain mode={cell.effective} tone="ink" />}
          <span className="flex gap-2 text-ink-2 phone:col-span-2">
            <Glyph shape={shape} tone={tone} className="mt-0.75 shrink-0" />
            <span className="min-w-0">{words}</span>
          </span>
        </li>
      ))}
      {hidden > 0 && (
        <li className="border-b border-line py-2 text-ink-2">
          and {hidden.toLocaleString("en-US")} more, in the{" "}
          <Link className="underline" href={`${root}/activation`}>
            matrix
          </Link>
        </li>
      )}
    </ul>
  );
}

const line = (rank: number, shape: GlyphShape, tone: Tone, words: string) => ({ rank, shape, tone, words });
