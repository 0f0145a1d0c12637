import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import type { ChangeRequestRefusal } from "#lib/switching/errors.ts";
import type { ChangeRequestRow } from "#lib/switching/queries/list-change-requests.ts";
import type { ChangeRequestState } from "#lib/terms.ts";
import type { Reader } from "./cell-words.ts";
import { missingSentence } from "./gate-words.ts";
import { when } from "./when.ts";
import { CHANNEL_NAMES, MODE_NAMES } from "./words.ts";

/** A change request's state as glyph and word. */
export const REQUEST_STATES: Record<ChangeRequestState, { shape: GlyphShape; tone: Tone; word: string }> = {
  draft: { shape: "circle-dotted", tone: "off", word: "Draft" },
  in_review: { shape: "circle-dotted", tone: "attn", word: "Awaiting approval" },
  approved: { shape: "check", tone: "rescued", word: "Approved" },
  scheduled: { shape: "circle-half", tone: "open", word: "Scheduled" },
  applied: { shape: "circle-check", tone: "rescued", word: "Applied" },
  rejected: { shape: "circle-x", tone: "lost", word: "Rejected" },
  cancelled: { shape: "circle-slash", tone: "off", word: "Taken back" },
  suspended: { shape: "triangle", tone: "attn", word: "Suspended" },
  failed: { shape: "octagon-alert", tone: "danger", word: "Failed" },
};

/** Still to be decided, or to be carried out. */
export const isOpenRequest = (state: ChangeRequestState) =>
  state === "in_review" || state === "approved" || state === "scheduled" || state === "suspended";

/** "shop.lumenlabs.example, CIT call center to Production and 53 more". */
export function changeWords({ items }: Pick<ChangeRequestRow, "items">): string {
  const [first] = items;
  if (!first) return "Nothing";
  const place = first.scope === "merchant" ? "All sites" : first.place;
  const rest = items.length > 1 ? ` and ${(items.length - 1).toLocaleString("en-US")} more` : "";
  return `${place}, ${CHANNEL_NAMES[first.channel]} to ${MODE_NAMES[first.after]}${rest}`;
}

/** Why a request stands still or has failed, with what is missing and whose it is. */
export function causeWords(cause: ChangeRequestRefusal, reader: Reader): string {
  switch (cause.reason) {
    case "GATES_NOT_MET":
      return missingSentence("It", cause.missing);
    case "VERSION_CONFLICT": {
      const [first] = cause.cells;
      const who = first
        ? `${first.changedBy.name} on ${when(first.changedBy.at, reader.zone, reader.now)}`
        : "";
      const cells =
        cause.cells.length === 1 ? "1 of its cells was" : `${cause.cells.length} of its cells were`;
      return `${cells} set meanwhile, by ${who}. It was asked for on v${cause.baseVersion}, now is v${cause.version}. Ask anew from there.`;
    }
    case "ARCHIVED":
      return "A site or campaign of it was archived meanwhile.";
    case "OBSERVED":
      return "The merchant talks to FlexCharge itself now.";
    default:
      return "It could not be carried out.";
  }
}
