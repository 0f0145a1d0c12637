import { ModeChip } from "#components/switching/mode-chip.tsx";
import { lasted } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { waitsOn } from "#lib/checklist/rules.ts";
import { STEP_OWNERS, STEP_TITLES, type StepId, type StepView } from "#lib/checklist/schema.ts";
import { type ActivationPolicy, CHANNELS, type Channel, type Mode } from "#lib/terms.ts";
import { type Names, ownerName } from "./step-words.ts";

const TEST_CARDS = [
  { does: "Approve", number: "4000 0027 6000 3184" },
  { does: "Decline", number: "4000 3000 1111 2220" },
];

/** What the merchant's own people may do about a switch (product.md §5). */
const RIGHTS: Record<ActivationPolicy, (merchant: string, partner: string) => string> = {
  partner_only: (merchant, partner) => `${partner} switches up. ${merchant} may switch down at any time.`,
  merchant_requests: (merchant, partner) =>
    `${merchant} may ask ${partner} to switch up, and switch down at any time.`,
  merchant_self: (merchant, partner) =>
    `${merchant} may switch to Sandbox and down at any time. Production needs ${partner}'s approval.`,
};

/** Who does what next, what each channel does now and still needs, and the cards to test with. */
export function ChecklistRail({
  steps,
  names,
  now,
  modes,
  open,
  owner,
  policy,
}: {
  steps: readonly StepView[];
  names: Names;
  now: string;
  modes: Record<Channel, Mode>;
  open: Record<Channel, readonly StepId[]>;
  owner: string | null;
  policy: ActivationPolicy;
}) {
  return (
    <div className="flex flex-col gap-7">
      <Section title="Who does what next">
        <ul className="border-t border-line">
          {STEP_OWNERS.map((one) => {
            const theirs = steps.filter((view) => waitsOn(view) === one);
            const [first] = theirs;
            const since = first?.fact?.blocked?.since;
            return (
              <li key={one} className="border-b border-line py-2">
                <div className="flex items-baseline justify-between gap-3">
                  <span className="font-medium">{ownerName(one, names)}</span>
                  <span className="text-meta text-ink-3">
                    {theirs.length === 0
                      ? "nothing open"
                      : theirs.length === 1
                        ? "1 step"
                        : `${theirs.length} steps`}
                  </span>
                </div>
                {first && (
                  <p className="text-meta text-ink-2">
                    {STEP_TITLES[first.step.id]}
                    {since && `. Open for ${lasted(Date.parse(now) - Date.parse(since))}`}
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      </Section>
      <Section title={names.isOwn ? "Your channels" : "Channels"}>
        <ul className="border-t border-line">
          {CHANNELS.map((channel) => (
            <li key={channel} className="border-b border-line py-1.5">
              <div className="flex items-center justify-between gap-3">
                {CHANNEL_NAMES[channel]}
                <ModeChip mode={modes[channel]} />
              </div>
              <p className="text-meta text-ink-3 empty:hidden">
                {open[channel].length > 0 &&
                  `${open[channel].length} ${open[channel].length === 1 ? "step" : "steps"} open before production`}
              </p>
            </li>
          ))}
        </ul>
        <p className="mt-3 text-meta text-ink-2">
          {RIGHTS[policy](ownerName("merchant", names), names.partner)}{" "}
          {owner ? `${owner} is the activation owner.` : "No activation owner is named."}
        </p>
      </Section>
      <Section title="Test cards">
        <ul className="border-t border-line">
          {TEST_CARDS.map(({ does, number }) => (
            <li key={number} className="flex items-center justify-between gap-3 border-b border-line py-1.5">
              {does}
              <span className="flex items-center gap-2 font-mono text-code whitespace-nowrap">
                {number}
                <CopyButton
                  value={number.replaceAll(" ", "")}
                  label={`Copy the card for ${does.toLowerCase()}`}
                />
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
