import { describe, expect, test } from "vitest";
import {
  flexchargeUrls,
  gatewayEnvironment,
  mailEnvironment,
  SettingError,
  webEnvironment,
  webhookLoopbackAllowed,
  workerEnvironment,
} from "./env.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const good = {
  DATABASE_URL: "postgres://app@localhost/switchboard",
  FLEXCHARGE_SANDBOX_URL: "https://api-sandbox.flexfactor.io/v1/",
  FLEXCHARGE_PRODUCTION_URL: "https://api.flexfactor.io/v1/",
  SWITCHBOARD_ENCRYPTION_KEY: KEY,
  GATEWAY_TOKEN_SECRET: KEY,
};

test("the gateway reads its settings, with defaults for what may be left out", () => {
  expect(gatewayEnvironment(good)).toEqual({
    databaseUrl: good.DATABASE_URL,
    databaseDirectUrl: good.DATABASE_URL,
    flexchargeUrls: { sandbox: "https://api-sandbox.flexfactor.io", production: "https://api.flexfactor.io" },
    encryptionKey: Buffer.alloc(32, 7),
    tokenSecret: Buffer.alloc(32, 7),
    publicHosts: ["localhost:4000"],
    port: 4000,
    dataDir: ".data",
    pciScopeAcknowledged: false,
  });
});

test("the gateway may be known by several public addresses", () => {
  const GATEWAY_PUBLIC_URL = "https://hooks.northgate.example, https://old.example:8443/gateway";
  expect(gatewayEnvironment({ ...good, GATEWAY_PUBLIC_URL }).publicHosts).toEqual([
    "hooks.northgate.example",
    "old.example:8443",
  ]);
});

test("a program needs only what it reads", () => {
  const { GATEWAY_TOKEN_SECRET: _, ...rest } = good;
  expect(workerEnvironment(rest).port).toBe(4020);
  expect(webEnvironment({ ...rest, WEB_PORT: "3100" }).port).toBe(3100);
});

test("webhooks go to this machine only where that is said", () => {
  expect(
    [{}, { WEBHOOK_ALLOW_LOOPBACK: "0" }, { WEBHOOK_ALLOW_LOOPBACK: "1" }].map((each) =>
      webhookLoopbackAllowed(each),
    ),
  ).toEqual([false, false, true]);
  expect(() => webhookLoopbackAllowed({ WEBHOOK_ALLOW_LOOPBACK: "yes" })).toThrow("WEBHOOK_ALLOW_LOOPBACK");
});

describe("a setting that cannot be used is named with its fix, its value is not shown", () => {
  const problem = (change: Record<string, string>) => {
    try {
      gatewayEnvironment({ ...good, ...change });
      return "accepted";
    } catch (error) {
      expect(error).toBeInstanceOf(SettingError);
      return (error as Error).message;
    }
  };
  test.each([
    ["DATABASE_URL", "", "is not set"],
    ["DATABASE_URL", "mysql://x", "postgres://"],
    ["SWITCHBOARD_ENCRYPTION_KEY", "c2hvcnQ=", "exactly 32 random bytes"],
    ["GATEWAY_TOKEN_SECRET", "c2hvcnQ=", "at least 32 random bytes"],
    ["FLEXCHARGE_SANDBOX_URL", "http://api.example.com", "https://"],
    ["FLEXCHARGE_PRODUCTION_URL", "https://api-sandbox.flexfactor.io/", "same host"],
    ["GATEWAY_PUBLIC_URL", "https://a.example,http://b.example", "https:// addresses"],
    ["GATEWAY_PORT", "99999", "1 to 65535"],
    ["PCI_SCOPE_ACKNOWLEDGED", "yes", "set it to 1"],
  ])("%s = %j", (name, value, fix) => {
    const message = problem({ [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(fix);
    if (value) expect(message).not.toContain(value);
  });

  test("all problems are told at once", () => {
    expect(() => gatewayEnvironment({})).toThrow(
      /DATABASE_URL[\s\S]*SANDBOX_URL[\s\S]*ENCRYPTION_KEY[\s\S]*TOKEN_SECRET/,
    );
  });
});

test("plain http is for loopback only", () => {
  const local = {
    FLEXCHARGE_SANDBOX_URL: "http://localhost:4010",
    FLEXCHARGE_PRODUCTION_URL: "http://127.0.0.1:4011",
  };
  expect(flexchargeUrls(local).production).toBe("http://127.0.0.1:4011");
});

test("mail stays in the outbox without a server, and a server needs a sender", () => {
  expect(mailEnvironment({})).toEqual({ smtp: null, consoleUrl: null });
  const SMTP_URL = "smtps://u:p@mail.example:465";
  const MAIL_FROM = "Switchboard <sb@x.example>";
  expect(mailEnvironment({ SMTP_URL, MAIL_FROM, NEXTAUTH_URL: "https://sb.example/" })).toEqual({
    smtp: { url: SMTP_URL, from: MAIL_FROM },
    consoleUrl: "https://sb.example",
  });
  expect(() => mailEnvironment({ SMTP_URL })).toThrow("MAIL_FROM");
  expect(() => mailEnvironment({ SMTP_URL: "http://mail.example", MAIL_FROM })).toThrow("SMTP_URL");
  expect(() => mailEnvironment({ SMTP_URL, MAIL_FROM: "nobody" })).toThrow("MAIL_FROM");
});
