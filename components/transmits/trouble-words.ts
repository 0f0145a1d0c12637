import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { TransmitTroubleState } from "#lib/terms.ts";

export const TROUBLE_WORDS: Record<TransmitTroubleState, { word: string; shape: GlyphShape; tone: Tone }> = {
  waiting_for_credentials: { word: "Waits for credentials", shape: "circle-dotted", tone: "attn" },
  retrying: { word: "Retrying", shape: "circle-half", tone: "open" },
  dead: { word: "Dead letter", shape: "circle-x", tone: "danger" },
};
