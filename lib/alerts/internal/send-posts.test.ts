import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AlertWorld, openAlertWorld } from "#db/testing/alert-world.ts";
import type { Planted } from "#db/testing/partner-world.ts";
import { editAlertSettings } from "../edit-alert-settings.ts";
import { sendAlertPosts } from "../jobs.ts";
import { getAlertSettings } from "../queries/get-alert-settings.ts";
import { raiseAlerts } from "../raise-alerts.ts";
import { sendTestAlert } from "../send-test-alert.ts";

let world: AlertWorld;
let lumen: Planted;
const at: AlertWorld["at"] = (...when) => world.at(...when);
const admin = () => world.admin();
const plant = () => world.plant(lumen);

beforeAll(async () => {
  world = await openAlertWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  lumen = await world.fresh();
});

describe("by webhook", () => {
  async function receiver() {
    const calls: { headers: IncomingHttpHeaders; body: string }[] = [];
    const answer = { status: 204 };
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        calls.push({ headers: request.headers, body });
        response.writeHead(answer.status, { location: "http://127.0.0.1:1/" }).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
    return { calls, answer, url, stop: () => server.close() };
  }

  test("a post is signed as Standard Webhooks says, tried again with the same id, and told to one receiver once", async () => {
    const { calls, answer, url, stop } = await receiver();
    const made = await editAlertSettings(admin(), { webhookUrl: url });
    const secret = made.ok ? (made.value.secret ?? "") : "";
    await plant().lateApproval(90, { amountMinor: 24_700 });
    await raiseAlerts(at(0), "production");
    answer.status = 302;
    expect(await sendAlertPosts.run(at(0))).toBe(0);
    expect(await getAlertSettings(admin())).toMatchObject({
      lastPost: { sentAt: null, lastError: "STATUS 302" },
    });
    answer.status = 204;
    expect(await sendAlertPosts.run(at(0.5))).toBe(0);
    const sent = await Promise.all([sendAlertPosts.run(at(1)), sendAlertPosts.run(at(1))]);
    expect(sent.sort()).toEqual([0, 1]);
    expect(calls).toHaveLength(2);
    const [first, second] = calls as [(typeof calls)[0], (typeof calls)[0]];
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    const signed = `${second.headers["webhook-id"]}.${second.headers["webhook-timestamp"]}.${second.body}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    expect(second.headers["webhook-signature"]).toBe(
      `v1,${createHmac("sha256", key).update(signed).digest("base64")}`,
    );
    expect(JSON.parse(second.body)).toMatchObject({
      ...{ type: "alerts", environment: "production", again: [], resolved: [] },
      opened: [
        {
          ...{ kind: "late_approval", merchantId: lumen.id, subject: null, isAlarm: false, count: 1 },
          amounts: [{ currency: "USD", amountMinor: 24_700 }],
          what: "1 late approval needs a decision",
        },
      ],
    });
    stop();
  });

  test("a test reaches everybody who would be told, and says that nothing is wrong", async () => {
    const { calls, url, stop } = await receiver();
    await editAlertSettings(admin(), { webhookUrl: url });
    expect(await sendTestAlert(admin(), { environment: "sandbox" })).toEqual({
      ok: true,
      value: { mails: ["daniel@northgate.example"], hasPost: true },
    });
    await sendAlertPosts.run(at(0));
    expect(JSON.parse(calls[0]?.body ?? "{}")).toMatchObject({ type: "test", opened: [] });
    expect(await world.mailed()).toMatchObject([
      { subject: "Sandbox: a test of alerts", kind: "alert_test" },
    ]);
    stop();
  });
});
