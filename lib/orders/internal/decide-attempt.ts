import type { Session } from "#lib/flexcharge/schema.ts";
import { decide } from "#lib/switching/rules.ts";
import type {
  DecisionQuestion,
  DecisionTrace,
  MerchantConfig,
  PartnerConfig,
} from "#lib/switching/schema.ts";
import type { CredentialState, Environment } from "#lib/terms.ts";
import { declineDate, expiryOf } from "../rules.ts";
import type { EvaluateRequest, JsonObject } from "../schema.ts";

/** Whose credentials would sign; null when the vault has none after all. */
export type OpenSession = (merchant: MerchantConfig, environment: Environment) => Promise<Session | null>;

export type Deciding = {
  request: EvaluateRequest;
  partner: PartnerConfig;
  merchant: MerchantConfig;
  receivedAt: Date;
  declinedAt: Date;
  declinedAtGiven: boolean;
  isMit: boolean;
  expiresAt: Date | null;
  /** Opened when the configuration says that the order would go out. */
  session: Session | null;
  /** Of the subscription's first order, for a rebill that tells none. */
  threeDSecure: JsonObject | null;
  decideFor(previous: DecisionQuestion["previous"], attempt: number): DecisionTrace;
  questionFor(previous: DecisionQuestion["previous"], attempt: number): DecisionQuestion;
};

/**
 * Everything that a decision needs, gathered before the order is locked, so that under the lock only the pure
 * function runs. All of it sees one version of the configuration, whatever changes meanwhile.
 */
export async function prepareDecision(
  request: EvaluateRequest,
  config: { partner: PartnerConfig; merchant: MerchantConfig },
  receivedAt: Date,
  openSession: OpenSession,
  findThreeDSecure: (request: EvaluateRequest) => Promise<JsonObject | null>,
): Promise<Deciding> {
  const declined = declineDate(request.declinedAt, receivedAt);
  const isMit = request.isMit ?? request.explicitChannel === "mit";
  const expiresAt = expiryOf({ isMit, given: request.expiresAt, receivedAt }, config.merchant.mitMode);
  const questionFor: Deciding["questionFor"] = (previous, attempt) => ({
    environment: request.environment,
    externalId: request.externalId,
    attempt,
    previous,
    explicitChannel: request.explicitChannel,
    isMit: request.isMit,
    orderSource: request.orderSource,
    campaignId: request.campaignId,
    siteId: request.siteId,
    siteUrl: request.siteUrl,
    descriptor: request.descriptor,
    amountMinor: request.amountMinor,
    currency: request.currency,
    cardBrand: request.card.brand,
    cardCountry: request.card.country,
    declineCode: request.responseCode,
    declinedAt: declined.at.toISOString(),
    declinedAtGiven: declined.given,
    receivedAt: receivedAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  });
  let { merchant } = config;
  let session: Session | null = null;
  let threeDSecure: JsonObject | null = null;
  const foreseen = decide(config.partner, merchant, questionFor("none", 1));
  if (foreseen.sent && foreseen.target) {
    const asksFirst = isMit && !request.hasThreeDSecure;
    [session, threeDSecure] = await Promise.all([
      openSession(merchant, foreseen.target),
      asksFirst ? findThreeDSecure(request) : null,
    ]);
    // Revoked a moment ago, before the news came: the vault is right, the memory is not.
    if (!session) merchant = withCredentials(merchant, foreseen.target, "missing");
  }
  return {
    request,
    partner: config.partner,
    merchant,
    receivedAt,
    declinedAt: declined.at,
    declinedAtGiven: declined.given,
    isMit,
    expiresAt,
    session,
    threeDSecure,
    questionFor,
    decideFor: (previous, attempt) => decide(config.partner, merchant, questionFor(previous, attempt)),
  };
}

/** The same merchant, had its credentials been known to be in this state. */
export function withCredentials(
  merchant: MerchantConfig,
  environment: Environment,
  state: CredentialState,
): MerchantConfig {
  const credentials = {
    ...merchant.credentials,
    [environment]: { ...merchant.credentials[environment], state },
  };
  return { ...merchant, credentials };
}
