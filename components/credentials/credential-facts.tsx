import { Facts } from "#components/ui/facts.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { CredentialCard } from "./credential-view.ts";
import { ReadableValue, WriteOnlyValue } from "./secret-field.tsx";

/** The rows of one set. */
export function CredentialFacts({
  card,
  zone,
  hasTokenizationKey = true,
}: {
  card: CredentialCard;
  zone: string;
  /** The partner's own account takes no cards. */
  hasTokenizationKey?: boolean;
}) {
  const set = card.enteredAt && (
    <>
      set <Timestamp at={card.enteredAt} zone={zone} parts="date" />
      {card.enteredBy && ` by ${card.enteredBy.name}`}
    </>
  );
  return (
    <Facts
      look="ruled"
      keyWidth={112}
      facts={[
        { key: "MID", value: <ReadableValue value={card.mid} name="MID" /> },
        { key: "AppKey", value: <ReadableValue value={card.appKey} name="AppKey" /> },
        { key: "AppSecret", value: <WriteOnlyValue last4={card.appSecretLast4} aside={set} /> },
        ...(hasTokenizationKey
          ? [
              {
                key: "Tokenization key",
                value: <ReadableValue value={card.tokenizationKey} name="tokenization key" />,
              },
            ]
          : []),
        { key: "Webhook key", value: <WriteOnlyValue last4={card.webhookKeyLast4} /> },
        { key: "Last used", value: <LastUse card={card} zone={zone} /> },
      ]}
    />
  );
}

/** By our programs, with this version. */
function LastUse({ card, zone }: { card: CredentialCard; zone: string }) {
  if (!card.lastUsedAt) return <span className="text-ink-3">Never</span>;
  return (
    <span className="flex flex-wrap items-baseline justify-between gap-x-3">
      <Timestamp at={card.lastUsedAt} zone={zone} />
      <span className="text-meta text-ink-3">
        {card.uses.toLocaleString("en-US")} {card.uses === 1 ? "call" : "calls"}
      </span>
    </span>
  );
}
