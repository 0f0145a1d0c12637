import type { Random } from "#db/seed/demo/random.ts";

/** Stands for JSON text that JSON.stringify cannot write; `written` puts it in. */
const RAW = "\u{1F4DC}raw:";
export const raw = (text: string) => `${RAW}${text}`;
export const written = (json: string) => json.replace(/"\u{1F4DC}raw:([^"]*)"/gu, "$1");

const NUMBERS = [
  "1e400",
  "-1e400",
  "9007199254740993",
  "-0",
  "1e-400",
  "0.1",
  "1E2",
  "99999999999999999999999",
  "4599.5",
];
const TEXTS = [
  ...[
    "",
    " ",
    "\t\n",
    "\u0000",
    "a\u0000b",
    "\u202eabc",
    "é".repeat(300),
    "x".repeat(70_000),
    "x".repeat(1_001),
  ],
  ...["'; DROP TABLE orders; --", "=cmd|' /C calc'!A0", "\r\nSet-Cookie: a=b", "../../etc/passwd", "$(id)"],
  ...["null", "NaN", "true", "{}", "%00", "<script>alert(1)</script>", "{{7*7}}", "\u{1F4A9}", "ﬀ", "İ"],
  ...["2026-02-30T00:00:00Z", "0000-00-00", "+275760-09-13T00:00:00Z", "2026-11-20T12:00:00+99:99", "1e3"],
  ...["4111111111111111", "4111 1111 1111 1111", "US", "USDX", "JPY", "KWD", "XXX", "usd"],
];

/** A value that no field asks for. */
export function oddValue(random: Random, depth = 0): unknown {
  switch (random.between(0, 9)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick([0, -1, 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, 1.5, 1e21]);
    case 3:
      return raw(random.pick(NUMBERS));
    case 4:
      return raw(random.pick(['"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\uD83D"']));
    case 5:
      return depth > 2 ? [] : [oddValue(random, depth + 1), oddValue(random, depth + 1)];
    case 6:
      return depth > 2 ? {} : { [oddName(random)]: oddValue(random, depth + 1) };
    case 7:
      return nested(random.between(15, 25));
    default:
      return random.pick(TEXTS);
  }
}

export function oddText(random: Random): string {
  return random.pick(TEXTS);
}

export function oddName(random: Random): string {
  return random.pick([
    "__proto__",
    "constructor",
    "toString",
    "",
    "a.b",
    "$",
    "orderId",
    "ORDERID",
    "\u0000",
    "0",
  ]);
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i += 1) value = i % 2 ? [value] : { a: value };
  return value;
}

const LIMIT = 64 * 1024;

/** The text of a body, broken as bytes, or left as it is. */
export function oddBody(random: Random, json: string): string | Buffer {
  const bytes = Buffer.from(json);
  const at = random.between(0, bytes.length);
  const insert = (...inserted: number[]) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(inserted), bytes.subarray(at)]);
  switch (random.between(0, 11)) {
    case 0:
      return insert(0xc0, 0x80);
    case 1:
      return insert(0xed, 0xa0, 0x80);
    case 2:
      return insert(0);
    case 3:
      return bytes.subarray(0, at);
    case 4:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    case 5:
      return Buffer.from(json, "utf16le");
    case 6:
      return json.padEnd(LIMIT + random.between(-1, 1), " ");
    case 7:
      return random.pick(["[", '{"a":', "[[[{"]).repeat(random.between(1, 3_000));
    case 8:
      // The first of every name twice.
      return json.replace(/^\{("[^"]*"):/, (_, name) => `{${name}:1,${name}:`);
    case 9:
      return json + random.pick([" ", "}", "\u0000", ",", json]);
    case 10:
      return random.pick(["", " ", "null", "[]", '""', "0", "NaN", "undefined", "a=1&b=2"]);
    default:
      return Buffer.from(Array.from({ length: random.between(1, 200) }, () => random.between(0, 255)));
  }
}
