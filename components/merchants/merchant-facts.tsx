import { STATE_SIGNS } from "#components/credentials/credential-words.ts";
import { Facts } from "#components/ui/facts.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Link } from "#components/ui/link.tsx";
import type { MerchantConfig } from "#lib/switching/schema.ts";
import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { ENVIRONMENT_NAMES } from "./merchant-words.ts";

const MIT_WORDS = { unknown: "not asked for", requested: "requested", enabled: "enabled" } as const;

/** Who it is, who answers for it, and how it stands with FlexCharge in each environment. */
export function MerchantFacts({
  merchant,
  environment,
  root,
}: {
  merchant: MerchantConfig;
  environment: Environment;
  root: string;
}) {
  const set = merchant.credentials[environment];
  const defaultSite = merchant.sites.find((site) => site.id === merchant.defaultSiteId);
  const accounts = ENVIRONMENTS.map((one) => ({
    key: `Account, ${ENVIRONMENT_NAMES[one]}`,
    value:
      merchant.accounts[one].standing === "none" ? (
        <span className="text-ink-3">Not linked</span>
      ) : (
        <span>
          {merchant.accounts[one].standing === "linked" ? "Linked" : "Converted"}
          <span className="text-ink-2">, MIT {MIT_WORDS[merchant.accounts[one].mit]}</span>
        </span>
      ),
  }));
  const sign = STATE_SIGNS[set.state];
  return (
    <Facts
      look="ruled"
      keyWidth={140}
      facts={[
        {
          key: "Activation owner",
          value: merchant.activationOwner?.name ?? <span className="text-ink-3">Nobody</span>,
        },
        { key: "Time zone", value: merchant.timezone },
        { key: "Currency", value: merchant.currency },
        { key: "Merchant id", value: <IdText id={merchant.id} name="merchant id" /> },
        {
          key: `MID, ${ENVIRONMENT_NAMES[environment]}`,
          value: set.mid ? <IdText id={set.mid} name="MID" /> : <span className="text-ink-3">Not set</span>,
        },
        {
          key: "Credentials",
          value: (
            <Link href={`${root}/developers/credentials`} look="plain">
              <GlyphWord shape={sign.shape} tone={sign.tone}>
                {sign.word}
              </GlyphWord>
            </Link>
          ),
        },
        ...accounts,
        { key: "Rebills (MIT)", value: merchant.mitMode === "sync" ? "Sync" : "Managed" },
        {
          key: "Default site",
          value: defaultSite?.name ?? <span className="text-ink-3">None: such orders are not sent</span>,
        },
      ]}
    />
  );
}
