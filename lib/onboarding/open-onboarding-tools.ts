import type { Scope } from "#lib/access/open-scope.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";

/** What speaks to FlexCharge for the partner itself; null where its own account was never verified. */
export type OnboardingTools = {
  client: FlexchargeClient;
  partner(environment: Environment): Promise<Session | null>;
  deadlineMs: number;
};

export function openOnboardingTools(
  scope: Scope,
  options: { client?: FlexchargeClient; deadlineMs?: number } = {},
): OnboardingTools {
  return {
    client: options.client ?? sharedFlexchargeClient(),
    partner: (environment) => openCredentials(scope.database, PARTNER_TENANT, environment),
    deadlineMs: options.deadlineMs ?? 10_000,
  };
}
