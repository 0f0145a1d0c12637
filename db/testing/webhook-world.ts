import { Writable } from "node:stream";
import postgres, { type Sql } from "postgres";
import { inScope } from "#lib/access/in-scope.ts";
import { type Scope, systemScope, userScope } from "#lib/access/open-scope.ts";
import { createLog } from "#lib/kit/log.ts";
import { type Environment, PARTNER_TENANT, type Role } from "#lib/terms.ts";
import { appendWebhookEvent } from "#lib/webhooks/append-event.ts";
import { createEndpoint } from "#lib/webhooks/create-endpoint.ts";
import { type DeliverTools, deliverEvents } from "#lib/webhooks/deliver-events.ts";
import { eventBody, webhookEffectKey } from "#lib/webhooks/rules.ts";
import type { CreateEndpointInput } from "#lib/webhooks/schema.ts";
import { openDatabase } from "../client.ts";
import { createTestDatabase } from "./database.ts";
import { insertMerchants } from "./merchants.ts";

export type WebhookWorld = Awaited<ReturnType<typeof openWebhookWorld>>;

/** Merchants `mer_a` and `mer_b` on a database of their own, a clock that can be moved, and workers to start. */
export async function openWebhookWorld() {
  process.env.SWITCHBOARD_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
  process.env.WEBHOOK_ALLOW_LOOPBACK = "1";
  const home = await createTestDatabase();
  const database = openDatabase(home.appUrl, { applicationName: "test", poolMax: 6 });
  const owner: Sql = postgres(home.ownerUrl, { max: 2, onnotice: () => {} });
  await insertMerchants(database, "mer_a", "mer_b");
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs) };
  const system = systemScope("worker", { database, clock });
  const log = createLog("test", new Writable({ write: (_chunk, _encoding, done) => done() }));
  const running = new Set<{ stop(): Promise<void> }>();
  let told = 0;

  /** @param provenAt null: somebody who showed their password too long ago */
  const person = (role: Role, merchantId: string = PARTNER_TENANT, provenAt?: null): Scope =>
    userScope(
      { id: `usr_${role}`, name: `Dana the ${role}`, role, merchantId },
      { database, clock, ...(provenAt === null ? { provenAt } : {}) },
    );

  return {
    database,
    owner,
    appUrl: home.appUrl,
    clock,
    system,
    person,
    /** Has shown who they are just now, wherever the clock stands. */
    get staff() {
      return person("operator");
    },
    /** Moves the worker's clock. */
    pass(ms: number) {
      aheadMs += ms;
    },
    async endpoint(url: string, over: Partial<CreateEndpointInput> = {}) {
      const made = await createEndpoint(system, {
        merchantId: "mer_a",
        environment: "production",
        url,
        ...over,
      });
      if (!made.ok) throw new Error(made.reason);
      return made.value;
    },
    /** Tells of an effect that nobody has told yet. */
    async tell(
      event = "order.completed",
      over: { merchantId?: string; environment?: Environment; body?: string } = {},
    ) {
      told += 1;
      const { merchantId = "mer_a", environment = "production" } = over;
      const externalOrderId = `order-${told}`;
      const of = { event, at: new Date(), externalOrderId, sessionKey: `session-${told}`, environment };
      await inScope(system, (tx) =>
        appendWebhookEvent(tx, {
          ...{ merchantId, environment, event, externalOrderId, source: "gateway", occurredAt: of.at },
          body: over.body ?? eventBody(of),
          effectKey: webhookEffectKey(event, externalOrderId),
        }),
      );
      return externalOrderId;
    },
    deliveries: () => owner`SELECT * FROM deliveries ORDER BY created_at, id`,
    attempts: () => owner`SELECT * FROM delivery_attempts ORDER BY at, number`,
    work(tools: Partial<DeliverTools> = {}) {
      const worker = deliverEvents(system, { log, allowLoopback: true, ...tools });
      running.add(worker);
      return worker;
    },
    async rest() {
      await Promise.all([...running].map((each) => each.stop()));
      running.clear();
    },
    async close() {
      await this.rest();
      await owner.end();
      await database.close();
      await home.drop();
    },
  };
}
