import { randomBytes } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openDatabase } from "#db/client.ts";
import { credentialSets } from "#db/schema/credentials.ts";
import { noticeRejectionSamples, noticeRejections, notices } from "#db/schema/notices.ts";
import { attempts } from "#db/schema/orders.ts";
import { EVERY_TENANT, inTenant } from "#db/tenant.ts";
import { openDatabaseProxy } from "#db/testing/database-proxy.ts";
import { openTestGateway } from "#db/testing/gateway.ts";
import { declinedRebill } from "#db/testing/gateway-bodies.ts";
import { createWorld, type World, type WorldMerchant } from "#db/testing/gateway-world.ts";
import { type NoticeFields, noticeBody, signedNotice } from "#db/testing/signed-notice.ts";
import { enterCredentials } from "#lib/credentials/enter-credentials.ts";
import { revokeCredentials } from "#lib/credentials/revoke-credentials.ts";
import { verifyCredentials } from "#lib/credentials/verify-credentials.ts";
import type { Environment } from "#lib/terms.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(() => world.stop());

type Given = Parameters<typeof signedNotice>[2] & { environment?: Environment; key?: string; host?: string };
function notice(merchant: WorldMerchant, body: string | Buffer, given: Given = {}) {
  const { environment = "sandbox", key = merchant.webhookKeys[environment], host, ...rest } = given;
  return signedNotice({ merchantId: merchant.id, environment, key, ...(host ? { host } : {}) }, body, rest);
}
const send = ({ path, init }: ReturnType<typeof signedNotice>) =>
  world.call(path, { ...init, body: new Uint8Array(init.body) });
const post = (merchant: WorldMerchant, body: string | Buffer, given: Given = {}) =>
  send(notice(merchant, body, given));
const kept = (fields: { nonce?: string; flexchargeOrderId?: string }) =>
  inTenant(world.database, EVERY_TENANT, (tx) =>
    tx
      .select()
      .from(notices)
      .where(
        and(
          fields.nonce ? eq(notices.nonce, fields.nonce) : undefined,
          fields.flexchargeOrderId ? eq(notices.flexchargeOrderId, fields.flexchargeOrderId) : undefined,
        ),
      ),
  );
const newNonce = () => randomBytes(16).toString("hex");
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
async function counted(merchantId: string, reason: string): Promise<number> {
  await world.rejections.flush();
  const rows = await inTenant(world.database, EVERY_TENANT, (tx) =>
    tx.select().from(noticeRejections).where(eq(noticeRejections.merchantId, merchantId)),
  );
  return rows.filter((row) => row.reason === reason).reduce((sum, { count }) => sum + count, 0);
}

describe("200", () => {
  test("a notice is kept as it came, with what it says, and answered with an empty object", async () => {
    const [nonce, OrderId] = [newNonce(), "7D0C1B7E-52D4-4F0B-9A55-0E6F4F0D9B11"];
    const body = noticeBody({ OrderId, ExternalOrderId: "shop-1", IsResent: true, Unknown: { kept: [1] } });
    const answer = await post(world.alpha, body, { nonce });
    expect([answer.status, answer.text]).toEqual([200, "{}"]);
    const [row] = await kept({ nonce });
    expect(row).toMatchObject({
      merchantId: world.alpha.id,
      environment: "sandbox",
      event: "order.completed",
      flexchargeOrderId: OrderId.toLowerCase(),
      externalOrderId: "shop-1",
      resent: true,
      masked: false,
      keyVersion: 1,
      state: "received",
    });
    expect(row?.body.toString()).toBe(body);
    expect(JSON.parse(row?.headers ?? "")).toMatchObject({ "x-fc-nonce": nonce });
  });

  test.each(["application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense", ""])(
    "whatever it calls itself: %j",
    async (contentType) => {
      expect((await post(world.alpha, noticeBody(), { contentType })).status).toBe(200);
    },
  );

  test.each<[string, NoticeFields]>([
    ["an event that nobody knows", { Event: "moon.rising" }],
    ["an order that we do not know", { ExternalOrderId: "nobody's" }],
    ["a body without names", { Event: undefined, OrderId: undefined, IsTestMode: undefined }],
    [
      "names of other kinds",
      { Event: 1, OrderId: { a: 1 }, ExternalOrderId: "a\u0000b", TimeStamp: "\ud800" },
    ],
  ])("%s is kept", async (_name, fields) => {
    const nonce = newNonce();
    expect((await post(world.alpha, noticeBody(fields), { nonce })).status).toBe(200);
    expect(await kept({ nonce })).toHaveLength(1);
  });

  test.each(["", "not json", "[]", "null", "[".repeat(100_000), `{"a":`.repeat(20_000)])(
    "text that is no notice is kept as it is, since FlexCharge signed it (%#)",
    async (text) => {
      const nonce = newNonce();
      expect((await post(world.alpha, text, { nonce })).status).toBe(200);
      expect((await kept({ nonce }))[0]?.body.toString()).toBe(text);
    },
  );

  test("the same call again is acknowledged for ever and kept once, also when it has become stale", async () => {
    const nonce = newNonce();
    const call = notice(world.alpha, noticeBody(), { nonce });
    expect([(await send(call)).status, (await send(call)).status]).toEqual([200, 200]);
    await inTenant(world.database, EVERY_TENANT, (tx) =>
      tx
        .update(notices)
        .set({ receivedAt: minutesAgo(60 * 24 * 400) })
        .where(eq(notices.nonce, nonce)),
    );
    // The same bytes and nonce as somebody who recorded the call last year would send them: date and all.
    const late = await world.anotherGateway({ clock: { now: () => minutesAgo(-60 * 24 * 400) } });
    expect((await late.call(call.path, { ...call.init, body: new Uint8Array(call.init.body) })).status).toBe(
      200,
    );
    expect(await kept({ nonce })).toHaveLength(1);
  });

  test("two hundred copies at once are all acknowledged and kept once", async () => {
    const nonce = newNonce();
    const call = notice(world.alpha, noticeBody(), { nonce });
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(call)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await kept({ nonce })).toHaveLength(1);
  });

  test("a card number is hidden before it is kept, and the notice says so", async () => {
    const nonce = newNonce();
    const fields = {
      EventData: { note: "card 4111 1111 1111 1111", cvv: "123" },
      ExternalOrderId: "4111111111111111",
    };
    expect((await post(world.alpha, noticeBody(fields), { nonce })).status).toBe(200);
    const [row] = await kept({ nonce });
    expect(row?.masked).toBe(true);
    const body = JSON.parse(row?.body.toString() ?? "");
    expect(body.EventData).toEqual({ note: "card [card …1111]", cvv: "[removed]" });
    // A checkout's own numeric id is no card number, though one in ten passes Luhn.
    expect(body.ExternalOrderId).toBe("4111111111111111");
  });
});

describe("400", () => {
  test("bytes that FlexCharge signed and that are no UTF-8", async () => {
    const before = await counted(world.alpha.id, "NOT_UTF8");
    expect((await post(world.alpha, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))).status).toBe(400);
    expect(await counted(world.alpha.id, "NOT_UTF8")).toBe(before + 1);
  });
});

describe("401", () => {
  const body = noticeBody();
  const changed = (call: ReturnType<typeof signedNotice>, headers: Record<string, string>) => ({
    ...call,
    init: { ...call.init, headers: { ...call.init.headers, ...headers } },
  });
  test.each<[string, string, () => ReturnType<typeof signedNotice>]>([
    ["forged", "FORGED", () => notice(world.alpha, body, { key: randomBytes(64).toString("base64") })],
    [
      "signed with another merchant's key",
      "FORGED",
      () => notice(world.alpha, body, { key: world.beta.webhookKeys.sandbox }),
    ],
    [
      "signed with the other environment's key",
      "FORGED",
      () => notice(world.alpha, body, { key: world.alpha.webhookKeys.production }),
    ],
    [
      "truncated on the way",
      "CONTENT_ALTERED",
      () => {
        const call = notice(world.alpha, body);
        return { ...call, init: { ...call.init, body: call.init.body.subarray(0, 100) } };
      },
    ],
    ["meant for another host", "OTHER_HOST", () => notice(world.alpha, body, { host: "other.example" })],
    [
      "under another nonce",
      "OTHER_HOST",
      () => changed(notice(world.alpha, body), { "x-fc-nonce": newNonce() }),
    ],
    [
      "without a signature",
      "HEADERS_MISSING",
      () => changed(notice(world.alpha, body), { "x-fc-signature": "" }),
    ],
    [
      "a live notice at the sandbox's address",
      "OTHER_ENVIRONMENT",
      () => notice(world.alpha, noticeBody({ IsTestMode: false })),
    ],
    [
      "a test notice at production's address",
      "OTHER_ENVIRONMENT",
      () => notice(world.alpha, noticeBody({ IsTestMode: true }), { environment: "production" }),
    ],
    [
      "valid, unseen and older than five minutes",
      "STALE",
      () => notice(world.alpha, body, { date: minutesAgo(6) }),
    ],
    ["valid, unseen and from the future", "STALE", () => notice(world.alpha, body, { date: minutesAgo(-6) })],
  ])("%s: nothing is kept and %s is counted", async (_name, reason, make) => {
    const call = make();
    const nonce = call.init.headers["x-fc-nonce"] ?? "";
    const before = await counted(world.alpha.id, reason);
    expect((await send(call)).status).toBe(401);
    expect(await kept({ nonce })).toEqual([]);
    expect(await counted(world.alpha.id, reason)).toBe(before + 1);
  });

  test("a nonce that came before with other bytes", async () => {
    const nonce = newNonce();
    expect((await post(world.alpha, noticeBody(), { nonce })).status).toBe(200);
    expect((await post(world.alpha, noticeBody(), { nonce })).status).toBe(401);
    expect((await post(world.alpha, noticeBody(), { nonce, date: minutesAgo(10) })).status).toBe(401);
    expect(await kept({ nonce })).toHaveLength(1);
    // Another merchant's nonces are its own.
    expect((await post(world.beta, noticeBody(), { nonce })).status).toBe(200);
  });

  test("a merchant that we do not know is refused as a forger is, and costs nothing that grows", async () => {
    const known = await post(world.alpha, body, { key: randomBytes(64).toString("base64") });
    const unknown = await send(
      signedNotice(
        { merchantId: "mer_nobody", environment: "sandbox", key: world.alpha.webhookKeys.sandbox },
        body,
      ),
    );
    const { traceId: _one, ...like } = known.body;
    const { traceId: _other, ...same } = unknown.body;
    expect([unknown.status, same]).toEqual([401, like]);
    expect(await counted("partner", "UNKNOWN_MERCHANT")).toBeGreaterThan(0);
    expect(await counted("mer_nobody", "UNKNOWN_MERCHANT")).toBe(0);
  });

  test("a stale notice makes its order asked about at once", async () => {
    const token = await world.bearer(world.alpha.keys.sandbox);
    const answer = await world.call("/v1/evaluate", {
      token,
      json: declinedRebill({ siteUrl: `https://${world.alpha.host}` }),
    });
    expect(answer.body.status).toBe("SUBMITTED");
    const OrderId = String(answer.body.orderSessionKey);
    const pollAt = async () => {
      const [row] = await inTenant(world.database, EVERY_TENANT, (tx) =>
        tx.select({ pollAt: attempts.pollAt }).from(attempts).where(eq(attempts.flexchargeOrderId, OrderId)),
      );
      return row?.pollAt?.getTime() ?? Number.POSITIVE_INFINITY;
    };
    expect((await post(world.alpha, noticeBody({ OrderId }), { date: minutesAgo(30) })).status).toBe(401);
    expect(await pollAt()).toBeLessThanOrEqual(Date.now());
  });

  test("a flood of forgeries is one row, and a bounded sample without card numbers", async () => {
    const merchant = await world.addMerchant("flooded");
    const forged = notice(merchant, noticeBody({ note: "4111 1111 1111 1111" }), {
      key: randomBytes(64).toString("base64"),
    });
    for (let round = 0; round < 9; round += 1) {
      const answers = await Promise.all(Array.from({ length: 60 }, () => send(forged)));
      expect(answers.every(({ status }) => status === 401)).toBe(true);
      await world.rejections.flush();
    }
    expect(await counted(merchant.id, "FORGED")).toBe(540);
    const samples = await inTenant(world.database, merchant.id, (tx) =>
      tx.select().from(noticeRejectionSamples),
    );
    expect(samples).toHaveLength(20);
    expect(samples[0]?.body).toContain("[card …1111]");
    expect(samples.some(({ body, headers }) => /4111 ?1111/.test(body + headers))).toBe(false);
  });
});

describe("keys in rotation", () => {
  const enter = async (merchant: WorldMerchant, webhookKey: string) => {
    const environment = "sandbox" as const;
    const { appKey, appSecret } = merchant.upstreamKeys.sandbox;
    const entered = {
      merchantId: merchant.id,
      environment,
      mid: merchant.mids.sandbox,
      appKey,
      appSecret,
      webhookKey,
    };
    const result = await enterCredentials(world.scope, entered);
    if (!result.ok) throw new Error(result.reason);
    return result.value.version;
  };
  const statusOf = async (merchant: WorldMerchant, key: string) =>
    (await post(merchant, noticeBody(), { key })).status;

  test("the entered next version is good beside the one in use; replaced, the old one is good for a day", async () => {
    const merchant = await world.addMerchant("rotating");
    const [old, next] = [merchant.webhookKeys.sandbox, randomBytes(64).toString("base64")];
    expect([await statusOf(merchant, old), await statusOf(merchant, next)]).toEqual([200, 401]);
    const place = { merchantId: merchant.id, environment: "sandbox" as const };
    await enter(merchant, next);
    await vi.waitFor(async () => expect(await statusOf(merchant, next)).toBe(200));
    expect(await statusOf(merchant, old)).toBe(200);
    const verified = await verifyCredentials(world.scope, place, { client: world.flexcharge });
    expect(verified.ok).toBe(true);
    await vi.waitFor(() => expect(world.snapshot.merchant(merchant.id)?.credentials.sandbox.version).toBe(2));
    expect([await statusOf(merchant, old), await statusOf(merchant, next)]).toEqual([200, 200]);

    const tomorrow = await world.anotherGateway({ clock: { now: () => minutesAgo(-60 * 25) } });
    const late = notice(merchant, noticeBody(), { key: old, date: minutesAgo(-60 * 25) });
    const answer = await tomorrow.call(late.path, { ...late.init, body: new Uint8Array(late.init.body) });
    expect(answer.status).toBe(401);

    // A person ends the old one at once.
    await revokeCredentials(world.scope, { ...place, version: 1, reason: "It leaked" });
    const [row] = await inTenant(world.database, merchant.id, (tx) =>
      tx
        .select()
        .from(credentialSets)
        .where(and(eq(credentialSets.environment, "sandbox"), eq(credentialSets.version, 1))),
    );
    expect(row?.webhookKey).toBeNull();
    await vi.waitFor(async () => expect(await statusOf(merchant, old)).toBe(401));
    expect(await statusOf(merchant, next)).toBe(200);
  });

  test("an account without a key takes nothing", async () => {
    const merchant = await world.addMerchant("keyless");
    await inTenant(world.database, merchant.id, (tx) => tx.update(credentialSets).set({ webhookKey: null }));
    await vi.waitFor(async () => expect(await statusOf(merchant, merchant.webhookKeys.sandbox)).toBe(401));
    expect(await counted(merchant.id, "NO_KEY")).toBeGreaterThan(0);
  });
});

describe("404, 405, 413", () => {
  test("only the two environments have addresses", async () => {
    const call = notice(world.alpha, noticeBody());
    expect((await send({ ...call, path: call.path.replace("sandbox", "staging") })).status).toBe(404);
  });

  test.each(["GET", "PUT", "DELETE", "OPTIONS"])("%s is not how notices come", async (method) => {
    const { path } = notice(world.alpha, noticeBody());
    const answer = await world.call(path, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("a body over 256 KiB is not read; one of exactly that is", async () => {
    const padded = (size: number) =>
      noticeBody({ Note: "" }).replace(
        '"Note":""',
        `"Note":"${"x".repeat(size - noticeBody({ Note: "" }).length)}"`,
      );
    const most = padded(256 * 1024);
    expect(Buffer.byteLength(most)).toBe(256 * 1024);
    expect((await post(world.alpha, most)).status).toBe(200);
    expect((await post(world.alpha, `${most} `)).status).toBe(413);
    expect(await counted(world.alpha.id, "TOO_LARGE")).toBeGreaterThan(0);
  });
});

describe("503", () => {
  test("with the database away nothing is acknowledged, and FlexCharge is told when to come back", async () => {
    const door = await openDatabaseProxy(world.appUrl);
    const database = openDatabase(door.url, { applicationName: "outage", poolMax: 2 });
    const gateway = await openTestGateway({ appUrl: door.url, database, flexcharge: world.flexcharge });
    const nonce = newNonce();
    const { path, init } = notice(world.alpha, noticeBody(), { nonce });
    const call = async () => gateway.call(path, { ...init, body: new Uint8Array(init.body) });
    door.shut();
    const answer = await call();
    expect([answer.status, Number(answer.headers.get("retry-after")) > 0]).toEqual([503, true]);
    expect(await kept({ nonce })).toEqual([]);
    door.open();
    await expect.poll(async () => (await call()).status, { timeout: 6_000, interval: 100 }).toBe(200);
    expect(await kept({ nonce })).toHaveLength(1);
    await gateway.stop();
    await database.close();
    await door.stop();
  });
});
