import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { type OpenCredentials, openCredentials } from "#lib/credentials/open-credentials.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import { sandboxControl } from "#lib/flexcharge/sandbox-control.ts";
import { sharedFlexchargeClient } from "#lib/flexcharge/shared-client.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { type EvaluateTools, evaluateOrder } from "#lib/orders/evaluate-order.ts";
import { openOrderTools } from "#lib/orders/open-order-tools.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import type { AttemptState, Reason } from "#lib/terms.ts";
import { readSandbox } from "./internal/read-sandbox.ts";
import { scenarioOrder, tokenizeBody } from "./internal/scenario-order.ts";
import { type RunScenarioInput, runScenarioInput, type SandboxRefusal, type ScenarioId } from "./schema.ts";

export type ScenarioRun = {
  orderId: string;
  externalId: string;
  state: AttemptState;
  /** Why it was not sent: test orders obey the switches like all others. */
  reason: Reason | null;
};

const TOKENIZE_MS_MAX = 5_000;

/**
 * Reports a declined test order of a site as its checkout would: the test card is tokenized, then the gateway's own
 * verb decides and asks. Only where the sandbox is the stand-in of this deployment. Throws NotFoundError.
 */
export async function runScenario(
  scope: Scope,
  input: RunScenarioInput,
  flexcharge: FlexchargeClient = sharedFlexchargeClient(),
): Promise<Result<ScenarioRun, SandboxRefusal | { reason: "NO_CREDENTIALS" | "NO_ANSWER" }>> {
  requirePermission(scope, "switches.sandbox");
  const { merchantId, siteId, scenario } = runScenarioInput.parse(input);
  const config = await getMatrix(scope, merchantId);
  const site = config.merchant.sites.find(({ id, archived }) => id === siteId && !archived);
  if (!site) throw new NotFoundError("Site");
  const standing = await readSandbox(sandboxControl());
  if (standing.kind !== "up") {
    return refuse({ reason: standing.kind === "none" ? "NO_SANDBOX" : "SANDBOX_DOWN" });
  }
  const session = await openCredentials(scope.database, merchantId, "sandbox");
  if (!session) return refuse({ reason: "NO_CREDENTIALS" });
  const token = await tokenize(flexcharge, session, scenario, scope.requestId);
  if (!token) return refuse({ reason: "NO_ANSWER" });

  const { merchant } = config;
  const clocks = { now: scope.clock.now(), sandboxNow: new Date(standing.now) };
  const request = scenarioOrder({ scenario, merchant, site, token, ...clocks });
  const outcome = await evaluateOrder(scope, request, toolsOf(scope, config, flexcharge));
  // Its idempotency key was made for it, and it names no channel.
  if (!outcome.ok) throw new Error(`a scenario was refused: ${outcome.reason}`);
  const { orderId, state, reason } = outcome.value;
  return ok({ orderId, externalId: request.externalId, state, reason });
}

async function tokenize(
  flexcharge: FlexchargeClient,
  session: OpenCredentials,
  scenario: ScenarioId,
  requestId: string,
): Promise<string | null> {
  async function* bytes() {
    yield Buffer.from(JSON.stringify(tokenizeBody(scenario)));
  }
  const passed = await flexcharge.passTokenize(session, bytes(), { deadlineMs: TOKENIZE_MS_MAX, requestId });
  if (passed.kind !== "answer" || passed.status !== 200) return null;
  try {
    const { transaction } = JSON.parse(passed.body.toString("utf8"));
    const token: unknown = transaction?.payment_method?.token;
    return typeof token === "string" ? token : null;
  } catch {
    return null;
  }
}

function toolsOf(
  scope: Scope,
  { partner, merchant }: Awaited<ReturnType<typeof getMatrix>>,
  flexcharge: FlexchargeClient,
): EvaluateTools {
  const tools = openOrderTools(scope, flexcharge);
  return {
    config: { partner: () => partner, merchant: () => merchant },
    flexcharge,
    openSession: ({ id }, environment) => tools.openSession(id, environment),
    async onCredentialsRefused(_scope, { merchantId, environment, status }) {
      const session = await tools.openSession(merchantId, environment);
      if (session) await tools.onCredentialsRefused(session, status);
    },
    underWay: new Map(),
  };
}
