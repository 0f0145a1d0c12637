import type { Mode } from "#lib/terms.ts";
import { ModeChip } from "./mode-chip.tsx";

/** Somebody changed the same set while this was being typed. */
export type Conflict = {
  changedBy: string;
  /** "20 s ago". */
  age: string;
  yours: { version: number; mode: Mode; label: string };
  theirs: { version: number; mode: Mode; label: string };
};

/** Both versions side by side; what was typed stays, pressing again goes on from the newer one. */
export function ConflictPanel({ conflict: { changedBy, age, yours, theirs } }: { conflict: Conflict }) {
  return (
    <div role="alert" className="rounded-panel border border-attn bg-attn-soft p-3.5">
      <p>
        <strong className="font-medium">
          {changedBy} changed this {age}.
        </strong>{" "}
        <span className="text-ink-2">
          Nothing of yours was applied; your reason is kept. The change below now starts from v
          {theirs.version}.
        </span>
      </p>
      <div className="mt-2.5 grid grid-cols-2 gap-3">
        <Side title={`You saw v${yours.version}`} mode={yours.mode} label={yours.label} />
        <Side title={`Now v${theirs.version}`} mode={theirs.mode} label={theirs.label} />
      </div>
    </div>
  );
}

function Side({ title, mode, label }: { title: string; mode: Mode; label: string }) {
  return (
    <div>
      <p className="text-meta text-ink-2">{title}</p>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
        <ModeChip mode={mode} />
        <span className="text-meta text-ink-2">{label}</span>
      </p>
    </div>
  );
}
