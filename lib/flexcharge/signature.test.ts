import { describe, expect, test } from "vitest";
import { checkNotice, signNotice } from "./signature.ts";

/** The vector of the API sheet, §2.13. */
const key = "czNFLW62GiWQEgPew43vpi7aznfAPrgMiek6NcgDJnOWYOzEUp2yeeJSlpi90ihMuZtnlWcFvhU8C7Acy2erIQ==";
const host = "hooks.shop.example";
const nonce = "0f9a3c5d7e1b42868a6c4d2e0b1f3a57";
const date = new Date("2026-01-15T10:20:30Z");
const body = Buffer.from(
  '{"Event":"order.completed","TimeStamp":"2026-01-15T10:20:30.1234567Z","EventData":null,"ExternalOrderId":"shop-1001","OrderId":"7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11","ConfirmationId":"4B7F90AC","IsTestMode":true,"IsResent":false}',
);
const headers: Record<string, string> = {
  "x-fc-nonce": nonce,
  "x-fc-date": "Thu, 15 Jan 2026 10:20:30 GMT",
  "x-fc-content-sha512":
    "t5YsW5j70e0tZqqlc/58e8PCMAtYU1gIdgHDZeo8S0FowEH8XdfYzfhaCXnASmScEdoTdCjK/3PyaVn8MhZHKg==",
  "x-fc-authorization":
    "HMAC-SHA512 SignedHeaders=x-fc-nonce;x-fc-date;host;x-fc-content-sha512&Signature=5o3QvR7NiYWCKjZpZMKz6UI+5oiJcR6mLLpChnE367uP9nLxKBseGUMb/pnxYQDmckG5q+vxhHhQ/VOxa+tneA==",
  // The sheet prints `nszP` near the end. HMAC-SHA512 of its own key and body is this (OpenSSL and Python agree),
  // and the sheet's other two values hold for the same input, so that one character is a misprint.
  "x-fc-signature":
    "RD8L3tv2FCZV0VoHlvo+YMub9yjc3r00AVMiS3bWoPdJWZzlQlhLYRCVlJ+3aVxkEullnKW1TgM64nswPW9M1w==",
};
const check = (change: Partial<Parameters<typeof checkNotice>[0]> = {}) =>
  checkNotice({ headers, body, keys: [key], hosts: ["other.example", host], now: date, ...change });

test("signing gives the headers of FlexCharge's own example", () => {
  expect(body).toHaveLength(229);
  expect(signNotice({ body, key, host, nonce, date })).toEqual(headers);
});

test("the example's notice is accepted, also while keys are being rotated", () => {
  const otherKey = Buffer.alloc(64, 1).toString("base64");
  expect(check({ keys: [otherKey, key] })).toEqual({ ok: true, key, nonce, date, stale: false });
});

test("a valid notice of six minutes ago is stale, one of four is not", () => {
  expect(check({ now: new Date("2026-01-15T10:26:31Z") })).toMatchObject({ ok: true, stale: true });
  expect(check({ now: new Date("2026-01-15T10:24:30Z") })).toMatchObject({ ok: true, stale: false });
});

describe("what does not hold is refused", () => {
  test.each<[string, Partial<Parameters<typeof checkNotice>[0]>, string]>([
    ["altered body", { body: Buffer.from(`${body} `) }, "CONTENT_ALTERED"],
    ["another merchant's key", { keys: [Buffer.alloc(64, 1).toString("base64")] }, "FORGED"],
    ["no key at all", { keys: [] }, "FORGED"],
    ["meant for another host", { hosts: ["other.example"] }, "OTHER_HOST"],
    ["another nonce", { headers: { ...headers, "x-fc-nonce": "1".repeat(32) } }, "OTHER_HOST"],
    ["another date", { headers: { ...headers, "x-fc-date": "Thu, 15 Jan 2026 10:20:31 GMT" } }, "OTHER_HOST"],
    ["no date", { headers: { ...headers, "x-fc-date": "soon" } }, "HEADERS_MISSING"],
    ["no signature", { headers: { ...headers, "x-fc-signature": undefined } }, "HEADERS_MISSING"],
    ["a signature of nothing", { headers: { ...headers, "x-fc-signature": "AA==" } }, "FORGED"],
  ])("%s", (_name, change, reason) => {
    expect(check(change)).toEqual({ ok: false, reason });
  });
});
