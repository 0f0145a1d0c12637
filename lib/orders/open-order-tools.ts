import { type Scope, systemScope } from "#lib/access/open-scope.ts";
import { markFailing } from "#lib/credentials/mark-failing.ts";
import { openCredentials } from "#lib/credentials/open-credentials.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Session } from "#lib/flexcharge/schema.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import type { Environment } from "#lib/terms.ts";

/** What the verbs work with that ask FlexCharge about an order that is already there. */
export type OrderTools = {
  flexcharge: Pick<
    FlexchargeClient,
    "evaluate" | "outcome" | "refund" | "capture" | "cancel" | "externalCancel" | "getOrder" | "listOrders"
  >;
  /** Null when the merchant has no credentials there. */
  openSession(merchantId: string, environment: Environment): Promise<Session | null>;
  /** Told when FlexCharge refused a merchant's credentials with this status. */
  onCredentialsRefused(session: Session, status: number): Promise<void>;
};

/** The program's own client and vault; a test or the gateway gives another client. */
export function openOrderTools(
  scope: Scope,
  flexcharge: OrderTools["flexcharge"] = sharedFlexchargeClient(),
): OrderTools {
  const { database, clock, requestId } = scope;
  return {
    flexcharge,
    openSession: (merchantId, environment) => openCredentials(database, merchantId, environment),
    async onCredentialsRefused({ merchantId, environment, version }, status) {
      const program = systemScope("gateway", { database, clock, requestId });
      await markFailing(program, { merchantId, environment, version, status });
    },
  };
}
