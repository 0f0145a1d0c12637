import { ArrowRight } from "lucide-react";
import type { SettableMode } from "#lib/terms.ts";
import { ModeChip, ModePlain } from "./mode-chip.tsx";

/** One line of a change: a value that is set (chips) or one that follows it (plain). */
export type DiffRow = {
  key: string;
  title: string;
  detail?: string;
  before: SettableMode;
  after: SettableMode;
  follows: boolean;
};

const SHOWN = 8;

/** Before and after of a change; beyond eight rows the rest is counted. */
export function ChangeDiff({ rows }: { rows: readonly DiffRow[] }) {
  const hidden = rows.length - SHOWN;
  return (
    <table className="w-full table-fixed text-left">
      <thead className="text-meta text-ink-2">
        <tr className="border-b border-line-2">
          <th className="py-1.5 font-medium">Changes</th>
          <th className="w-30 py-1.5 font-medium phone:w-26">Before</th>
          <th className="w-8 py-1.5">
            <span className="sr-only">becomes</span>
          </th>
          <th className="w-28 py-1.5 font-medium phone:w-26">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, SHOWN).map((row) => (
          <tr key={row.key} className="border-b border-line align-middle">
            <td className="py-2 pr-3">
              <span className={row.follows ? "text-ink-2" : "font-medium"}>{row.title}</span>
              {row.detail && <span className="block text-meta text-ink-3">{row.detail}</span>}
            </td>
            <td className="py-2">
              <Side mode={row.before} follows={row.follows} />
            </td>
            <td className="py-2 text-ink-2">
              <ArrowRight aria-hidden="true" className="size-3.5!" />
            </td>
            <td className="py-2">
              <Side mode={row.after} follows={row.follows} />
            </td>
          </tr>
        ))}
        {hidden > 0 && (
          <tr className="border-b border-line">
            <td colSpan={4} className="py-2 text-ink-2">
              and {hidden} more
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Side({ mode, follows }: { mode: SettableMode; follows: boolean }) {
  if (mode === "inherit") return <span className="pl-2 text-ink-2">Inherit</span>;
  return follows ? (
    <span className="pl-2">
      <ModePlain mode={mode} />
    </span>
  ) : (
    <ModeChip mode={mode} />
  );
}
