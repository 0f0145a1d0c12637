import { ButtonLink } from "#components/ui/button-link.tsx";
import { Snippet } from "#components/ui/snippet.tsx";
import type { StepId } from "#lib/checklist/schema.ts";
import { Listening } from "./listening.tsx";
import { type SnippetIds, snippetFor } from "./snippets.ts";

type Action = { words: string; path: string };

/** Where the one thing to do is done, below the workspace. Traffic is sent with a key, so that is where it begins. */
const ACTIONS: Partial<Record<StepId, Action>> = {
  application: { words: "Open application", path: "/onboarding/application" },
  sandbox_credentials: { words: "Enter credentials", path: "/developers/credentials" },
  mit_enabled: { words: "Record MIT enablement", path: "/edit" },
  site: { words: "Add a website", path: "/sites/new" },
  go_live: { words: "Open Activation", path: "/activation" },
};
const KEYS: Action = { words: "Open API keys", path: "/developers/keys" };

const AWAITED: Partial<Record<StepId, string>> = {
  sense_js: "the first order with a session key",
  card_vaulted: "the first order with a token",
  transmit_approved: "the first transmit",
  transmit_every: "transmits of approved and declined payments",
  evaluate: "the first evaluates",
  refund: "the first refunds",
  call_center: "the first call-center order",
  site_named: "the first order that names its website",
  mit_fields: "the first rebill",
  mit_outcome: "the first end of a rebill",
};

/** Of the step to do now: the code to copy, what we listen for, and one action. */
export function NowStep({ step, ids, root }: { step: StepId; ids: SnippetIds; root: string }) {
  const snippet = snippetFor(step, ids);
  const awaited = AWAITED[step];
  const { words, path } = ACTIONS[step] ?? KEYS;
  return (
    <div className="flex flex-col gap-3">
      {snippet.length > 0 && (
        <Snippet variants={snippet} label="What to send" aside={awaited && <Listening what={awaited} />} />
      )}
      <div className="flex justify-end">
        <ButtonLink href={`${root}${path}`} variant="primary" size="row">
          {words}
        </ButtonLink>
      </div>
    </div>
  );
}
