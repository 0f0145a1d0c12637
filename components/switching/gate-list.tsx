import { Glyph } from "#components/ui/glyph.tsx";
import type { Gate } from "#lib/switching/schema.ts";
import type { Reader } from "./cell-words.ts";
import { when } from "./when.ts";
import { GATE_NAMES, GATE_OWNERS } from "./words.ts";

/** Every precondition with its date when met, with its owner when open. */
export function GateList({
  title,
  gates,
  reader,
}: {
  title: string;
  gates: readonly Gate[];
  reader: Reader;
}) {
  const met = gates.filter((gate) => gate.met).length;
  return (
    <section>
      <h3 className="flex justify-between gap-3 text-meta text-ink-2">
        {title}
        <span className={met === gates.length ? "font-medium text-rescued" : "font-medium text-attn"}>
          {met} of {gates.length} met
        </span>
      </h3>
      <ul className="mt-1.5">
        {gates.map((gate) => (
          <li key={gate.code} className="flex items-center gap-2.5 py-1">
            <Glyph
              shape={gate.met ? "check" : "circle-dotted"}
              tone={gate.met ? "rescued" : "attn"}
              label={gate.met ? "Met" : "Open"}
            />
            <span className="min-w-0 flex-1">{GATE_NAMES[gate.code]}</span>
            <span className="text-meta whitespace-nowrap text-ink-3">
              {gate.met ? gate.at && when(gate.at, reader.zone, reader.now, "day") : GATE_OWNERS[gate.owner]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
