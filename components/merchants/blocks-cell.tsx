"use client";
import { Button as AriaButton } from "react-aria-components";
import { lasted } from "#components/switching/when.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { BoardLine } from "./board-line.ts";

const WAITS_ON = { us: "us", merchant: "the merchant", flexcharge: "FlexCharge" } as const;

/** The most urgent block in two words; opens all of them with cause, whose turn it is, since when, and the next step. */
export function BlocksCell({ line, now }: { line: BoardLine; now: number }) {
  const [block, ...more] = line.blocks;
  if (!block) return <span className="text-ink-3">Nothing</span>;
  return (
    <Popover
      label={`What ${line.name} needs`}
      className="w-90"
      placement="bottom end"
      trigger={
        <AriaButton className="inline-flex max-w-full cursor-default items-center gap-1.5 rounded-glyph text-left hover:underline">
          <GlyphWord shape={block.sign.shape} tone={block.sign.tone} className="min-w-0">
            <span className="truncate">{block.short}</span>
          </GlyphWord>
          {more.length > 0 && <span className="text-meta text-ink-3">+{more.length}</span>}
        </AriaButton>
      }
    >
      <ul className="flex max-h-90 flex-col gap-3 overflow-y-auto">
        {line.blocks.map((one) => (
          <li key={one.key} className="flex gap-2.5">
            <Glyph {...one.sign} label={one.isAlarm ? "Alarm" : "Waiting"} className="mt-0.75 shrink-0" />
            <div className="min-w-0 flex-1">
              <p className="font-medium">{one.what}</p>
              <p className="text-ink-2">{one.why}</p>
              <p className="mt-0.5 mb-1.5 text-meta text-ink-3">
                Waits on {WAITS_ON[one.owner]}
                {one.since && `, ${lasted(now - Date.parse(one.since))}`}
              </p>
              <ButtonLink size="row" href={one.href} aria-label={`${one.act}: ${line.name}`}>
                {one.act}
              </ButtonLink>
            </div>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
