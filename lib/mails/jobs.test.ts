import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { mails } from "#db/schema/alerts.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { startTestSmtp, type TestSmtp } from "#db/testing/smtp.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { runExclusively } from "#lib/queue/periodic-job.ts";
import { appendMail } from "./append-mail.ts";
import { sendMails } from "./jobs.ts";
import { listMails } from "./queries/list-mails.ts";

let world: TestWorld;
let smtp: TestSmtp;
const start = new Date("2026-11-20T10:00:00Z");

beforeAll(async () => {
  [world, smtp] = await Promise.all([openTestWorld(), startTestSmtp()]);
  process.env.MAIL_FROM = "Switchboard <sb@northgate.example>";
});
afterAll(async () => {
  delete process.env.SMTP_URL;
  delete process.env.MAIL_FROM;
  await Promise.all([world.close(), smtp.stop()]);
});
beforeEach(async () => {
  process.env.SMTP_URL = smtp.url;
  smtp.received.length = 0;
  await inScope(world.system, (tx) => tx.delete(mails));
});
afterEach(() => {
  Object.assign(smtp.behaviour, { answerTo: () => ({ code: 250, text: "fine" }), hangUpAfterMail: false });
});

const at = (minutes: number): Scope =>
  ({ ...world.system, clock: { now: () => new Date(start.getTime() + minutes * 60_000) } }) as Scope;
const post = (over: Partial<Parameters<typeof appendMail>[1]> = {}) =>
  inScope(world.system, (tx) =>
    appendMail(tx, {
      ...{ merchantId: "partner", kind: "alert", toAddress: "ops@x.example" },
      ...{
        subject: "Sandbox: Späte Zusagen",
        body: "3 late approvals.\n\n247,00 € wait.\n.dot\n",
        at: start,
      },
      ...over,
    }),
  );
const rows = () => inScope(world.system, (tx) => tx.select().from(mails));

test("a mail arrives as it was written, once", async () => {
  const id = await post();
  expect(await sendMails.run(at(0))).toBe(1);
  expect(await sendMails.run(at(60))).toBe(0);
  expect(smtp.received).toHaveLength(1);
  expect(smtp.received[0]).toMatchObject({
    from: "sb@northgate.example",
    to: ["ops@x.example"],
    text: "3 late approvals.\n\n247,00 € wait.\n.dot\n",
    headers: {
      subject: "Sandbox: Späte Zusagen",
      from: "Switchboard <sb@northgate.example>",
      "message-id": `<${id}@northgate.example>`,
      "auto-submitted": "auto-generated",
    },
  });
  expect(await rows()).toMatchObject([{ sendAt: null, sentAt: start, tries: 1, lastError: null }]);
});

test("two workers send one mail once", async () => {
  for (let count = 0; count < 25; count += 1) await post({ subject: `Mail ${count}` });
  const work = async () => {
    for (let round = 0; round < 3; round += 1) await sendMails.run(at(0));
  };
  await Promise.all([work(), work(), runExclusively(at(0), sendMails)]);
  const ids = smtp.received.map((mail) => mail.headers["message-id"]);
  expect(new Set(ids).size).toBe(25);
  expect(ids).toHaveLength(25);
});

test("a server that is away is asked again later, with the same Message-ID, and its words are kept", async () => {
  const id = await post();
  smtp.behaviour.hangUpAfterMail = true;
  expect(await sendMails.run(at(0))).toBe(0);
  const [failed] = await rows();
  expect(failed).toMatchObject({ tries: 1, sentAt: null, sendAt: new Date(start.getTime() + 60_000) });
  expect(failed?.lastError).toMatch(/connection|closed|socket/i);
  expect(await sendMails.run(at(0.5))).toBe(0);
  smtp.behaviour.hangUpAfterMail = false;
  expect(await sendMails.run(at(1))).toBe(1);
  expect(smtp.received.map((mail) => mail.headers["message-id"])).toEqual(
    Array(2).fill(`<${id}@northgate.example>`),
  );
});

test("an address that is refused for good is given up at once, one that is busy is tried for a day", async () => {
  await post({ toAddress: "gone@x.example" });
  await post({ toAddress: "busy@x.example" });
  smtp.behaviour.answerTo = (address) =>
    address.startsWith("gone") ? { code: 550, text: "no such user" } : { code: 451, text: "later" };
  await sendMails.run(at(0));
  const byAddress = async (name: string) => (await rows()).find((row) => row.toAddress.startsWith(name));
  expect(await byAddress("gone")).toMatchObject({ sendAt: null, sentAt: null, tries: 1 });
  expect((await byAddress("gone"))?.lastError).toContain("no such user");
  expect((await byAddress("busy"))?.sendAt).toEqual(new Date(start.getTime() + 60_000));
  await sendMails.run(at(24 * 60));
  expect(await byAddress("busy")).toMatchObject({ sendAt: null, sentAt: null, tries: 2 });
});

test("without a mail server everything stays in the outbox", async () => {
  process.env.SMTP_URL = "";
  await post();
  expect(await sendMails.run(at(600))).toBe(0);
  expect(await rows()).toMatchObject([{ tries: 0, sendAt: start }]);
});

test("nobody adds a header through a subject", async () => {
  await post({ subject: "Sandbox: Shop\r\nBcc: everybody@x.example" });
  await sendMails.run(at(0));
  expect(smtp.received[0]?.headers).toMatchObject({ subject: "Sandbox: Shop Bcc: everybody@x.example" });
  expect(smtp.received[0]?.headers.bcc).toBeUndefined();
});

test("the outbox is read by whoever manages members, newest first and page by page; to merchants it does not exist", async () => {
  for (let count = 0; count < 52; count += 1)
    await post({ subject: `Mail ${count}`, at: new Date(start.getTime() + count * 1000) });
  const first = await listMails(world.person("admin"));
  expect(first.rows.map((mail) => mail.subject).slice(0, 2)).toEqual(["Mail 51", "Mail 50"]);
  expect(first).toMatchObject({ count: 52, next: first.rows[49]?.id });
  const second = await listMails(world.person("admin"), { after: first.next ?? undefined });
  expect(second.rows.map((mail) => mail.subject)).toEqual(["Mail 1", "Mail 0"]);
  expect((await listMails(world.person("admin"), { state: "sent" })).rows).toEqual([]);
  await expect(listMails(world.person("operator"))).rejects.toThrow(PermissionError);
  await expect(listMails(world.person("merchant_admin", "mer_1"))).rejects.toThrow(NotFoundError);
});
