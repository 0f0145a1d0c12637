"use client";
import { eventWords, ownerName, SECTION_NAMES } from "#components/onboarding/application-words.ts";
import { lasted, when } from "#components/switching/when.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Section } from "#components/ui/section.tsx";
import type { ApplicationView, Onboarding } from "#lib/onboarding/queries/get-application.ts";
import { SECTION_OF } from "#lib/onboarding/rules.ts";
import { type Section as SectionId, TEXT_FIELDS } from "#lib/onboarding/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { ApplicationDeeds, type Rights } from "./application-deeds.tsx";
import { DocumentsPanel } from "./documents-panel.tsx";
import { Stepper } from "./stepper.tsx";
import { TextFields } from "./text-fields.tsx";
import { useApplication } from "./use-application.ts";
import { WebsiteFields } from "./website-fields.tsx";

const EVENTS_SHOWN = 10;
const TEXT_SECTIONS: readonly SectionId[] = ["business", "people", "processing"];

/** One application as both sides see it: where it stands, whose turn it is, what was told. */
export function ApplicationBoard({
  base,
  merchantId,
  environment,
  initial,
  application: first,
  rights,
  reader,
}: {
  base: string;
  merchantId: string;
  environment: Environment;
  initial: Onboarding;
  application: ApplicationView;
  rights: Rights;
  reader: { zone: string; now: string; isStaff: boolean; partner: string };
}) {
  const board = useApplication(base, merchantId, initial);
  const { onboarding } = board;
  const found = onboarding.application ?? first;
  // Who may not write sees facts where others see fields.
  const application = rights.write ? found : { ...found, open: [] };
  const { state, request, cause } = application;
  const owner = ownerName(onboarding.block.owner, { ...reader, merchant: onboarding.merchantName });
  const age = lasted(Date.parse(reader.now) - Date.parse(application.stateAt));
  const events = application.events.flatMap(({ id, at, type, byName, data }) => {
    const words = eventWords(type, data);
    return words ? [{ id, at, byName, words }] : [];
  });
  return (
    <>
      <Stepper state={state} />
      {state === "info_requested" && request && (
        <Banner tone="attn" title="FlexCharge asks for more.">
          <q>{request.message}</q> Only what it asked for is open below; the rest stays as it was submitted.
        </Banner>
      )}
      {cause && state !== "info_requested" && (
        <Banner
          tone={state === "declined" || state === "draft" ? "danger" : "attn"}
          title={bannerTitle(state)}
        >
          {cause}
        </Banner>
      )}
      {cause && state === "info_requested" && (
        <Banner tone="danger" title="FlexCharge did not take the answer.">
          {cause}
        </Banner>
      )}
      <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_280px]">
        <div className="flex min-w-0 flex-col gap-7">
          {TEXT_SECTIONS.map((section) => (
            <Section key={section} title={SECTION_NAMES[section]} id={section}>
              <TextFields
                names={TEXT_FIELDS.filter((name) => SECTION_OF[name] === section)}
                {...{ application, board, reader }}
              />
            </Section>
          ))}
          <Section title={SECTION_NAMES.websites} id="websites">
            <WebsiteFields {...{ application, board }} />
          </Section>
          <Section title={SECTION_NAMES.documents} id="documents">
            <DocumentsPanel
              {...{ base, merchantId, application, reader }}
              mayWrite={rights.write}
              refresh={board.refresh}
            />
          </Section>
        </div>
        <aside className="flex flex-col gap-7" aria-label="Whose turn it is">
          <Section title="Who does what next">
            <Facts
              look="ruled"
              facts={[
                { key: "Waits on", value: owner, aside: onboarding.block.owner ? age : undefined },
                { key: "Because", value: onboarding.block.cause },
                { key: "Next", value: onboarding.block.next },
                ...(application.mid
                  ? [{ key: "MID", value: <span className="font-mono">{application.mid}</span> }]
                  : []),
              ]}
            />
            <p className="pt-2 text-meta text-ink-2" aria-live="polite">
              {board.savedAt
                ? `Saved ${when(board.savedAt, reader.zone, reader.now, "second")}`
                : `Last change ${when(application.updatedAt, reader.zone, reader.now)}`}
            </p>
            <div role="alert">{board.trouble && <p className="pt-2 text-danger">{board.trouble}</p>}</div>
          </Section>
          <ApplicationDeeds
            {...{ merchantId, environment, rights, application: found }}
            merchantName={onboarding.merchantName}
            hasCredentials={onboarding.hasCredentials}
            beforeSend={board.flush}
            refresh={board.refresh}
          />
          <Section title="What happened">
            <ol className="flex flex-col gap-2">
              {events.slice(0, EVENTS_SHOWN).map(({ id, at, byName, words }) => (
                <li key={id}>
                  {words}
                  <span className="block text-meta text-ink-2">
                    {when(at, reader.zone, reader.now)}, {byName}
                  </span>
                </li>
              ))}
            </ol>
          </Section>
        </aside>
      </div>
    </>
  );
}

function bannerTitle(state: ApplicationView["state"]): string {
  if (state === "declined") return "FlexCharge declined.";
  return state === "draft" ? "FlexCharge did not take it." : "Not certain yet.";
}
