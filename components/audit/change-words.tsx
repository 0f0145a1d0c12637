import { ArrowRight } from "lucide-react";
import { Glyph, type GlyphShape } from "#components/ui/glyph.tsx";

const MODES: Record<string, { shape: GlyphShape; word: string }> = {
  off: { shape: "square-hollow", word: "Off" },
  sandbox: { shape: "square-hatched", word: "Sandbox" },
  production: { shape: "square-solid", word: "Production" },
  inherit: { shape: "dot", word: "Inherit" },
};
type Json = Record<string, unknown>;

/** Before → after: a mode in its glyph, else the fields that differ. */
export function ChangeWords({ before, after }: { before: string | null; after: string | null }) {
  const left = parse(before);
  const right = parse(after);
  const modes = [left, right].map((side) => MODES[String(side?.mode ?? "")]);
  if (modes[1]) {
    return (
      <span className="inline-flex flex-wrap items-center gap-x-1.5">
        {modes[0] && <ModeWord mode={modes[0]} />}
        {modes[0] && <ArrowRight className="size-3.5! text-ink-3" aria-label="to" />}
        <ModeWord mode={modes[1]} />
      </span>
    );
  }
  const changes = differences(left, right);
  if (changes.length === 0) return null;
  return (
    <span className="block text-meta text-ink-2">
      {changes.slice(0, 3).map((change) => (
        <span key={change} className="block break-words">
          {change}
        </span>
      ))}
      {changes.length > 3 && <span className="text-ink-3">and {changes.length - 3} more</span>}
    </span>
  );
}

function ModeWord({ mode }: { mode: { shape: GlyphShape; word: string } }) {
  return (
    <span className="inline-flex items-center gap-1.75 whitespace-nowrap">
      <Glyph shape={mode.shape} />
      {mode.word}
    </span>
  );
}

/** Kept for the record, of no use to a reader: the row tells them already, or nobody asks. */
const QUIET = new Set(["id", "at", "ok", "tookMs", "inUse", "secretReplaced", "merchantId"]);
const NAMES: Record<string, string> = {
  mid: "MID",
  appKey: "AppKey",
  appSecretLast4: "AppSecret ends in",
  webhookKey: "webhook key",
  mit: "MIT",
  mitMode: "MIT",
  evaluateDeadlineMs: "answer within, ms",
  sandboxSiteId: "FlexCharge id, Sandbox",
  productionSiteId: "FlexCharge id, Production",
  externalId: "campaign id",
  activationOwnerId: "activation owner",
  defaultSiteId: "default site",
  "transmit.cit_website": "copies of website orders",
  "transmit.cit_call_center": "copies of call-center orders",
  "transmit.mit": "copies of rebills (MIT)",
  "eligibility.cardBrands": "card brands",
  "eligibility.countries": "card countries",
  "eligibility.currencies": "currencies",
  "eligibility.amountMinMinor": "lowest amount, in minor units",
  "eligibility.amountMaxMinor": "highest amount, in minor units",
  "eligibility.declineCodesNever": "decline codes never sent",
  "mitRules.expiryDaysMin": "days to retry a rebill, at least",
  "mitRules.sameDay": "rebills of an earlier day",
};
/** Several settings in one column: told apart, since only what differs is of interest. */
const NESTED = ["transmit", "eligibility", "mitRules"];

function differences(left: Json | null, right: Json | null): string[] {
  const keys = [...new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])];
  return keys
    .filter((key) => !QUIET.has(key) && (key === "environment" || words(left?.[key]) !== words(right?.[key])))
    .sort((a, b) => Number(b === "environment") - Number(a === "environment"))
    .map((key) => {
      const name = NAMES[key] ?? key.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
      if (!left || left[key] === undefined || key === "environment") return `${name}: ${words(right?.[key])}`;
      return `${name}: ${words(left[key])} → ${words(right?.[key])}`;
    });
}

function words(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (Array.isArray(value)) return value.map(words).join(", ") || "none";
  if (typeof value === "object") return Object.values(value).map(words).join(", ") || "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

function parse(text: string | null): Json | null {
  if (!text) return null;
  const value: unknown = JSON.parse(text);
  if (!value || typeof value !== "object" || Array.isArray(value)) return { value };
  const flat = Object.entries(value).flatMap(([key, inner]) =>
    NESTED.includes(key) && inner
      ? Object.entries(inner as Json).map(([name, each]) => [`${key}.${name}`, each] as const)
      : [[key, inner] as const],
  );
  return Object.fromEntries(flat);
}
