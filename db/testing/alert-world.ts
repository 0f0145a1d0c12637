import { users } from "#db/schema/people.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { alertPosts, alertSettings, alerts, mails } from "../schema/alerts.ts";
import { credentialSets } from "../schema/credentials.ts";
import { merchants } from "../schema/merchants.ts";
import { noticeRejections } from "../schema/notices.ts";
import { attempts, orders } from "../schema/orders.ts";
import { streams, transmitRetries } from "../schema/transmits.ts";
import { webhookEndpoints } from "../schema/webhooks.ts";
import { openTestWorld, type Planted } from "./partner-world.ts";
import { plantTroubles } from "./troubles.ts";

export type AlertWorld = Awaited<ReturnType<typeof openAlertWorld>>;

/** A partner with an admin, one who left and an operator; alerts go to `https://console.northgate.example`. */
export async function openAlertWorld() {
  process.env.SWITCHBOARD_ENCRYPTION_KEY ??= Buffer.alloc(32, 7).toString("base64");
  process.env.WEBHOOK_ALLOW_LOOPBACK = "1";
  process.env.NEXTAUTH_URL = "https://console.northgate.example";
  const world = await openTestWorld();
  const start = new Date();
  const minute = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
  const at = (minutes: number, scope: Scope = world.system) =>
    ({ ...scope, clock: { now: () => minute(minutes) } }) as Scope;
  const person = { merchantId: "partner", passwordHash: "-" } as const;
  const gone = { email: "gone@northgate.example", name: "G", disabledAt: start };
  await inScope(world.system, (tx) =>
    tx.insert(users).values([
      { ...person, id: "usr_1", email: "daniel@northgate.example", name: "Daniel", role: "admin" },
      { ...person, ...gone, id: "usr_2", role: "admin" },
      { ...person, id: "usr_3", email: "priya@northgate.example", name: "Priya", role: "operator" },
    ]),
  );
  let counter = 0;

  return {
    ...world,
    start,
    minute,
    /** The scope as many minutes after the start, the worker's unless another is given. */
    at,
    admin: (minutes = 0) => at(minutes, world.person("admin")),
    plant: (of: Planted, environment: "sandbox" | "production" = "production") =>
      plantTroubles(world.system, { merchantId: of.id, siteId: of.siteId, environment }, start),
    mailed: () => inScope(world.system, (tx) => tx.select().from(mails).orderBy(mails.createdAt, mails.id)),
    kept: () => inScope(world.system, (tx) => tx.select().from(alerts)),
    /** Nothing is wrong and nothing was told; a new merchant. */
    async fresh(): Promise<Planted> {
      counter += 1;
      await inScope(world.system, async (tx) => {
        for (const table of [mails, alerts, alertPosts, alertSettings]) await tx.delete(table);
        await tx.update(attempts).set({ state: "declined", endedBy: null });
        await tx.update(orders).set({ state: "declined" });
        for (const table of [transmitRetries, credentialSets, noticeRejections, streams])
          await tx.delete(table);
        await tx.update(webhookEndpoints).set({ deletedAt: start });
        await tx.update(merchants).set({ archivedAt: start });
      });
      return world.merchant(`Lumen ${counter}`, { ready: false });
    },
  };
}
