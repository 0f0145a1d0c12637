import { deliveries, webhookEvents } from "#db/schema/webhooks.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { webhookLoopbackAllowed } from "#lib/kit/env.ts";
import { newGuid, newId } from "#lib/kit/ids.ts";
import { ok, type Result } from "#lib/kit/result.ts";
import { newDelivery } from "./append-event.ts";
import { type Claim, LEASE_MS } from "./internal/claim-due.ts";
import { lockEndpoint } from "./internal/lock-endpoint.ts";
import { keepSecrets } from "./internal/open-secrets.ts";
import { postDelivery } from "./internal/post-delivery.ts";
import { judge, writeAttempts } from "./internal/write-attempts.ts";
import { eventBody, webhookEffectKey } from "./rules.ts";
import { type DeliveryError, type EndpointInput, endpointInput, TEST_EVENT } from "./schema.ts";

/** How a test ended: `deliveryId` leads to what was said and heard. */
export type TestResult = {
  deliveryId: string;
  isDelivered: boolean;
  status: number | null;
  error: DeliveryError | null;
  ms: number;
};

/**
 * Sends a test event to an endpoint now and answers how it ended, within 15 s; also to a paused or disabled one, to see
 * whether it is well again. It is signed and logged like any other and never repeated. Its event is `webhook.test` and
 * names no real order. Throws NotFoundError. Needs `webhooks.write`.
 */
export async function testEndpoint(scope: Scope, input: EndpointInput): Promise<Result<TestResult, never>> {
  requirePermission(scope, "webhooks.write");
  const place = endpointInput.parse(input);
  const now = scope.clock.now();
  const openSecrets = keepSecrets((_of, error) => {
    throw error;
  });
  const prepared = await inScope(scope, async (tx) => {
    const endpoint = await lockEndpoint(tx, place);
    const claim = newTest(endpoint, now);
    await tx.insert(webhookEvents).values(claim.event);
    await tx.insert(deliveries).values({ ...claim.delivery, leasedUntil: claim.leasedUntil });
    await appendEntry(tx, scope, {
      ...{ merchantId: endpoint.merchantId, action: "endpoint.test", subject: endpoint.id },
      ...{ subjectName: endpoint.url, after: { deliveryId: claim.id } },
    });
    return { claim, signers: (await openSecrets(tx, [claim], now)).get(endpoint.id) };
  });
  if (!prepared.signers) throw new Error("the endpoint has no valid secret");
  const allowLoopback = webhookLoopbackAllowed();
  const attempted = await postDelivery(prepared.claim, prepared.signers, { now, allowLoopback });
  const judged = judge(attempted, scope.clock.now());
  await inScope(scope, (tx) => writeAttempts(tx, [judged], scope.clock.now()));
  const { isDelivered, status, error } = judged.verdict;
  return ok({ deliveryId: prepared.claim.id, isDelivered, status, error, ms: judged.result.ms });
}

type Endpoint = Awaited<ReturnType<typeof lockEndpoint>>;

function newTest(endpoint: Endpoint, now: Date) {
  const { merchantId, environment } = endpoint;
  const sessionKey = newGuid();
  const told = { event: TEST_EVENT, at: now, externalOrderId: "switchboard-test", sessionKey };
  const event: typeof webhookEvents.$inferInsert & { orderId: null; externalOrderId: null } = {
    ...{ merchantId, environment, id: newId("message", now.getTime()), event: TEST_EVENT, source: "test" },
    ...{ orderId: null, externalOrderId: null, occurredAt: now, createdAt: now },
    // A test in production too: nobody shall ship for it.
    body: eventBody({ ...told, environment: "sandbox" }),
    effectKey: webhookEffectKey(TEST_EVENT, sessionKey),
  };
  const delivery = newDelivery(event, endpoint.id, now);
  const claim: Claim = {
    ...{ merchantId, environment, id: delivery.id, endpointId: endpoint.id, url: endpoint.url },
    ...{ eventId: event.id, body: event.body, isTest: true, attempts: 0, tries: 0, replayId: null },
    leasedUntil: new Date(now.getTime() + LEASE_MS),
  };
  return { ...claim, event, delivery };
}
