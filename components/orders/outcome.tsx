import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { AttemptState } from "#lib/terms.ts";

type OutcomeLook = { shape: GlyphShape; tone: Tone; word: string; detail: string };

/** How each state looks and reads; `detail` tells the lost apart. */
export const OUTCOMES: Record<AttemptState, OutcomeLook> = {
  not_sent: { shape: "circle-slash", tone: "off", word: "Not sent", detail: "Not sent" },
  unknown: { shape: "circle-dashed", tone: "open", word: "Unknown, asking", detail: "Unknown, asking" },
  submitted: { shape: "circle-half", tone: "open", word: "In flight", detail: "In flight" },
  challenge: { shape: "triangle", tone: "attn", word: "Challenge", detail: "Challenge" },
  capture_required: {
    shape: "triangle",
    tone: "attn",
    word: "Capture required",
    detail: "Capture required",
  },
  late_approval: { shape: "triangle", tone: "attn", word: "Late approval", detail: "Late approval" },
  approved: { shape: "circle-check", tone: "rescued", word: "Rescued", detail: "Rescued" },
  declined: { shape: "circle-x", tone: "lost", word: "Lost", detail: "Lost: declined by FlexCharge" },
  cancelled: { shape: "circle-x", tone: "lost", word: "Lost", detail: "Lost: cancelled" },
  expired: { shape: "circle-x", tone: "lost", word: "Lost", detail: "Lost: expired" },
};

/** How an order ended, as glyph and word. `isExact` tells declined, cancelled and expired apart. */
export function Outcome({ state, isExact = false }: { state: AttemptState; isExact?: boolean }) {
  const { shape, tone, word, detail } = OUTCOMES[state];
  return (
    <GlyphWord shape={shape} tone={tone}>
      {isExact ? detail : word}
    </GlyphWord>
  );
}
