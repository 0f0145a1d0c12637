import { expect, test } from "vitest";
import { booleanAt, foldNames, integerAt, isObject, objectAt, textAt } from "./case-insensitive.ts";

function folded(value: unknown, options?: { underscores?: boolean }) {
  const result = foldNames(value, options);
  if (!isObject(result)) throw new Error("not an object");
  return result;
}

test("a field is found whatever the case of its name", () => {
  for (const name of ["AppKey", "appKey", "APPKEY"]) {
    expect(textAt(folded({ [name]: "k" }), "AppKey")).toBe("k");
  }
  expect(textAt(objectAt(folded({ Transaction: { ID: "1" } }), "transaction"), "Id")).toBe("1");
});

test("only the tokenizer's names may carry underscores", () => {
  expect(objectAt(folded({ payment_method: {} }, { underscores: true }), "paymentMethod")).toEqual({});
  expect(objectAt(folded({ payment_method: {} }), "paymentMethod")).toBeNull();
});

test("a number may come as text and text as a number", () => {
  const body = folded({ a: "-5", b: 9, c: "x", d: 1.5, e: null, f: 203 });
  expect(["a", "b", "c", "d", "e", "missing"].map((name) => integerAt(body, name))).toEqual([
    -5,
    9,
    Number.NaN,
    Number.NaN,
    null,
    null,
  ]);
  expect(textAt(body, "f")).toBe("203");
});

test("blank text counts as missing", () => {
  const body = folded({ empty: "", blank: "  ", nul: "a\0", list: [] });
  for (const name of Object.keys(body)) expect(textAt(body, name)).toBeNull();
});

test("a boolean may come as its word", () => {
  const body = folded({ yes: "TRUE", no: false, odd: "maybe", none: null });
  expect(["yes", "no", "odd", "none"].map((name) => booleanAt(body, name))).toEqual([
    true,
    false,
    undefined,
    null,
  ]);
});

test("a body cannot reach the language's own names", () => {
  const body = folded(JSON.parse('{"__proto__": {"appKey": "k"}, "constructor": 1}'));
  expect(textAt(body, "appKey")).toBeNull();
  expect(textAt(folded({}), "constructor")).toBeNull();
});
