import type { ReactNode } from "react";
import { Chip, NoteChip } from "#components/ui/chip.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Sample } from "./sample.tsx";

export function SignsPart() {
  return (
    <>
      <Sample title="Modes: set here as chips, inherited as plain words, stopped">
        <div className="grid grid-cols-3 rounded-panel border border-line phone:grid-cols-1">
          <Cell chip={<Chip fill="production">Production</Chip>} first="Priya Nair" second="Nov 12" />
          <Cell chip={<Chip fill="sandbox">Sandbox</Chip>} first="Priya Nair" second="Nov 18" />
          <Cell chip={<Chip fill="off">Off</Chip>} first="Mei Tanaka" second="Nov 17" />
          <Cell chip={<Plain shape="square-solid">Production</Plain>} first="from merchant" />
          <Cell chip={<Plain shape="square-hollow">Off</Plain>} first="from site" />
          <Cell chip={<Plain shape="square-hatched">Sandbox</Plain>} first="from site" />
          <Cell chip={<Chip fill="stopped">Stopped</Chip>} first={<s>Production</s>} second="Nov 19, 22:14" />
          <Cell
            chip={
              <GlyphWord shape="octagon-bar" tone="danger" className="px-2">
                Stopped
              </GlyphWord>
            }
            first="from site"
          />
          <Cell
            chip={<Chip fill="sandbox">Sandbox</Chip>}
            first={<span className="text-attn">3 gates open</span>}
            second="Merchant"
          />
        </div>
      </Sample>
      <Sample title="Tags beside a title, and quiet notes">
        <div className="flex flex-wrap items-center gap-2.5">
          <Chip fill="production" size="tag">
            Production
          </Chip>
          <Chip fill="sandbox" size="tag">
            Sandbox
          </Chip>
          <NoteChip>Partly refunded</NoteChip>
          <NoteChip tone="attn" icon={<Glyph shape="triangle" />}>
            2 of 418 failing
          </NoteChip>
          <NoteChip tone="rescued">Gate met</NoteChip>
          <NoteChip tone="lost">Expired</NoteChip>
          <NoteChip tone="open">Listening</NoteChip>
          <NoteChip tone="danger">Refused</NoteChip>
        </div>
      </Sample>
      <Sample title="Outcomes and warnings: shape first, then word, then colour">
        <div className="grid grid-cols-3 gap-y-2 phone:grid-cols-2">
          <GlyphWord shape="circle-check" tone="rescued">
            Rescued
          </GlyphWord>
          <GlyphWord shape="circle-half" tone="open">
            In flight
          </GlyphWord>
          <GlyphWord shape="circle-x" tone="lost">
            Lost
          </GlyphWord>
          <GlyphWord shape="circle-slash" tone="off">
            Not sent
          </GlyphWord>
          <GlyphWord shape="triangle" tone="attn">
            Challenge
          </GlyphWord>
          <GlyphWord shape="triangle" tone="attn">
            Late approval
          </GlyphWord>
          <GlyphWord shape="circle-dashed" tone="open">
            Unknown, asking
          </GlyphWord>
          <GlyphWord shape="octagon-alert" tone="danger">
            Failing
          </GlyphWord>
          <GlyphWord shape="circle-dotted" tone="off">
            Waiting
          </GlyphWord>
          <GlyphWord shape="check" tone="rescued">
            Gate met
          </GlyphWord>
          <GlyphWord shape="octagon-bar" tone="danger">
            Stopped
          </GlyphWord>
          <GlyphWord shape="dot" tone="ink-2">
            Event
          </GlyphWord>
        </div>
      </Sample>
      <Sample title="The sandbox strip">
        <div className="hatch-strip flex h-7.5 justify-center">
          <p className="flex items-center gap-2 px-3 text-meta">
            <Glyph shape="square-hatched" tone="sandbox" />
            <strong className="font-semibold text-sandbox">Sandbox</strong> Test orders only. No real cards,
            no real money.
          </p>
        </div>
      </Sample>
    </>
  );
}

function Cell({ chip, first, second }: { chip: ReactNode; first: ReactNode; second?: string }) {
  return (
    <div className="flex min-h-12 items-center gap-2 px-2">
      <div className="w-25.25 shrink-0">{chip}</div>
      <div className="text-meta leading-3.75 text-ink-3">
        {first}
        {second && <span className="block">{second}</span>}
      </div>
    </div>
  );
}

function Plain({
  shape,
  children,
}: {
  shape: "square-solid" | "square-hollow" | "square-hatched";
  children: string;
}) {
  return (
    <GlyphWord shape={shape} className="mode-inherited px-2">
      {children}
    </GlyphWord>
  );
}
