"use client";
import { useState } from "react";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { EnterCredentialsInput } from "#lib/credentials/schema.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { CredentialFacts } from "./credential-facts.tsx";
import { AskButton, type AskForCredentials, RequestLine, type Sides } from "./credential-request.tsx";
import type { CredentialCard, SiteIdField } from "./credential-view.ts";
import { problemWords, STATE_SIGNS } from "./credential-words.ts";
import { CutOverDialog, type MoveCutOver } from "./cut-over-dialog.tsx";
import { EnterCredentialsForm } from "./enter-credentials-form.tsx";
import { VerificationLine } from "./verification-line.tsx";

type Place = { merchantId: string; environment: Environment; version: number };
export type CredentialActions = {
  enter: ServerAction<
    EnterCredentialsInput,
    { version: number },
    | { reason: "INVALID_FIELDS"; fields: Record<string, string> }
    | { reason: "SAVED_UNPROVEN"; version: number; cause: string }
  >;
  verify: ServerAction<Place, { tookMs: number }, { reason: "UNPROVEN"; cause: string }>;
  discard: ServerAction<Place, { version: number }, { reason: "REASON_REQUIRED" }>;
  move: MoveCutOver;
  /** Absent for the partner's own: nobody is asked for those. */
  ask?: AskForCredentials;
};

const NAMES: Record<Environment, string> = { sandbox: "Sandbox", production: "Production" };

/** One environment's credentials: the set in use, the one that is entered but not proven, and what can be done. */
export function CredentialColumn({
  merchantId,
  environment,
  cards,
  sites,
  zone,
  mayWrite,
  sides,
  actions,
}: {
  merchantId: string;
  environment: Environment;
  /** Living sets, newest first. */
  cards: readonly CredentialCard[];
  sites: readonly SiteIdField[];
  zone: string;
  mayWrite: boolean;
  sides?: Sides;
  actions: CredentialActions;
}) {
  const asked = cards.find((card) => card.state === "requested") ?? null;
  const current = cards.find((card) => card.current) ?? null;
  const next = cards.find((card) => !card.current && card !== asked) ?? null;
  const shown = current ?? next;
  const sign = STATE_SIGNS[(shown ?? asked)?.state ?? "missing"];
  const mayAsk = mayWrite && !asked && (!shown || (shown.state === "failing" && !next));
  const isSame = environment === "production" && (shown?.sameAsOtherEnvironment ?? false);
  return (
    <section aria-label={`${NAMES[environment]} credentials`} className="min-w-0">
      <h2
        className={cx(
          "flex h-9 items-center gap-2 rounded-control text-section",
          environment === "production" ? "mode-production px-3" : "mode-sandbox",
        )}
      >
        {environment === "production" && <Glyph shape="square-solid" />}
        <span className="py-0.5">{NAMES[environment]}</span>
      </h2>
      <div className="mt-3 flex min-h-8 items-center justify-between gap-3">
        <GlyphWord shape={sign.shape} tone={sign.tone}>
          {sign.word}
        </GlyphWord>
        {mayWrite && (
          <EnterDialog
            {...{ merchantId, environment, sites, zone, actions }}
            before={shown}
            label={shown ? "Replace…" : "Enter credentials…"}
            isPrimary={!shown}
          />
        )}
      </div>
      {!shown && (
        <p className="mt-2 border-t border-line py-3 text-ink-2">{missingWords(merchantId, environment)}</p>
      )}
      {mayAsk && sides && actions.ask && (
        <AskButton place={{ merchantId, environment }} sides={sides} ask={actions.ask} />
      )}
      {asked && sides && (
        <RequestLine
          {...{ place: { merchantId, environment }, card: asked, sides, zone }}
          withdraw={mayWrite ? actions.discard : undefined}
        />
      )}
      {isSame && (
        <div className="mt-3">
          <Banner tone="attn" title="The same as the sandbox credentials.">
            {merchantId === PARTNER_TENANT
              ? "Live applications need the keys of the production account."
              : "No channel goes to Production until both differ."}
          </Banner>
        </div>
      )}
      {shown && (
        <div className="mt-2">
          <OneSet card={shown} {...{ merchantId, zone, mayWrite, actions }} />
        </div>
      )}
      {current && next && (
        <div className="mt-6 rounded-panel border border-line p-4">
          <div className="flex flex-wrap items-start justify-between gap-3">
            <h3 className="text-section">
              Next, version {next.version}
              {next.cutOverAt && (
                <>
                  , from <Timestamp at={next.cutOverAt} zone={zone} />
                </>
              )}
            </h3>
            {mayWrite && (
              <CutOverDialog
                place={{ merchantId, environment, version: next.version }}
                inUse={current.version}
                at={next.cutOverAt}
                zone={zone}
                isVerified={next.state === "verified"}
                move={actions.move}
              />
            )}
          </div>
          <p className="mt-0.5 mb-1 text-ink-2">
            Not in use. Version {current.version} stays in use until{" "}
            {next.state === "verified" ? "then" : "this one is verified"}.
          </p>
          <OneSet card={next} {...{ merchantId, zone, mayWrite, actions }} />
        </div>
      )}
    </section>
  );
}

function missingWords(merchantId: string, environment: Environment): string {
  if (merchantId === PARTNER_TENANT) {
    return `No application goes to FlexCharge's ${environment} until the keys are entered and verified.`;
  }
  return environment === "sandbox"
    ? "Test orders are not sent until sandbox credentials are entered and verified."
    : "Live orders are not sent until production credentials are entered and verified.";
}

function OneSet({
  card,
  merchantId,
  zone,
  mayWrite,
  actions,
}: {
  card: CredentialCard;
  merchantId: string;
  zone: string;
  mayWrite: boolean;
  actions: CredentialActions;
}) {
  const place = { merchantId, environment: card.environment, version: card.version };
  const verify = useAction(actions.verify, (refusal) => ({ trouble: refusal.cause }));
  const discard = useAction(actions.discard, () => ({ trouble: "It was not discarded." }));
  return (
    <>
      <CredentialFacts card={card} zone={zone} hasTokenizationKey={merchantId !== PARTNER_TENANT} />
      <div className="flex flex-wrap items-start justify-between gap-3 border-t border-line pt-3">
        <div className="min-w-48 flex-1" aria-live="polite">
          <VerificationLine verification={card.verification} zone={zone} />
          {verify.trouble && verify.trouble !== card.verification?.cause && (
            <p className="mt-1 text-meta text-danger">{verify.trouble}</p>
          )}
        </div>
        {mayWrite && (
          <div className="flex gap-2">
            {!card.current && (
              <AlertDialog
                title={`Discard version ${card.version}?`}
                sentence="Its secrets are erased. The set in use is not touched."
                trigger={
                  <Button variant="danger" size="row">
                    Discard…
                  </Button>
                }
                confirmLabel="Discard"
                confirmVariant="danger-solid"
                isPending={discard.isPending}
                onConfirm={async () => (await discard.run(place)).ok}
              />
            )}
            <Button
              size="row"
              isPending={verify.isPending}
              onPress={async () => {
                const done = await verify.run(place);
                if (done.ok) showToast(`${NAMES[card.environment]} credentials are verified.`);
              }}
            >
              Verify now
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function EnterDialog({
  merchantId,
  environment,
  before,
  sites,
  zone,
  actions,
  label,
  isPrimary,
}: {
  merchantId: string;
  environment: Environment;
  before: CredentialCard | null;
  sites: readonly SiteIdField[];
  zone: string;
  actions: CredentialActions;
  label: string;
  isPrimary: boolean;
}) {
  const [isOpen, setOpen] = useState(false);
  const enter = useAction(actions.enter, (refusal) =>
    refusal.reason === "INVALID_FIELDS"
      ? { fields: problemWords(refusal.fields), trouble: "Some fields need another look." }
      : { trouble: `${refusal.cause} Saved as version ${refusal.version}, not in use.` },
  );
  return (
    <Dialog
      title={`${NAMES[environment]} credentials`}
      sentence={`From FlexCharge's portal, for ${merchantId === PARTNER_TENANT ? "your own partner" : "this merchant's"} account. Paste works.`}
      isOpen={isOpen}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) enter.clear();
      }}
      hasInkEdge={environment === "production"}
      trigger={<Button variant={isPrimary ? "primary" : "secondary"}>{label}</Button>}
    >
      <EnterCredentialsForm
        {...{ merchantId, environment, before, sites, zone }}
        onCancel={() => setOpen(false)}
        state={{
          isPending: enter.isPending,
          trouble: enter.trouble,
          fields: enter.fields,
          run: async (input) => {
            const done = await enter.run(input);
            if (!done.ok) return;
            setOpen(false);
            const waits = input.cutOverAt && input.cutOverAt > new Date();
            showToast(`${NAMES[environment]} credentials are verified${waits ? "" : " and in use"}.`);
          },
        }}
      />
    </Dialog>
  );
}
