import { describe, expect, test } from "vitest";
import { passwordProblem } from "./internal/password-rule.ts";

const CONTEXT = ["priya.nair@northgate.example", "Priya Nair", "Northgate"];

describe("a password", () => {
  test.each([
    "a heron walks the weir at dusk",
    "correct horse battery staple",
    "Ťřiatřicet stříbrných křepelek",
    "k7#Vq!x0-Rw2Zp9m",
    "ключ под ковриком у двери",
    `${"long ".repeat(3)}and winding lanes of Kyoto`,
  ])("may be %s", (password) => {
    expect(passwordProblem(password, CONTEXT)).toBeNull();
  });

  test.each([
    ["14 characters!", "TOO_SHORT"],
    ["🦊🦊🦊🦊🦊🦊🦊", "TOO_SHORT"],
    ["x".repeat(129), "TOO_LONG"],
    ["aaaaaaaaaaaaaaaa", "TOO_COMMON"],
    ["abcabcabcabcabcabc", "TOO_COMMON"],
    ["passwordpassword", "TOO_COMMON"],
    ["P@ssw0rd-P@ssw0rd!", "TOO_COMMON"],
    ["qwertyuiopasdfghjkl", "TOO_COMMON"],
    ["1234567890123456", "TOO_COMMON"],
    ["welcome-summer-2026", "TOO_COMMON"],
    ["Northgate-2026-Nov", "CONTEXT"],
    ["priya.nair.northgate", "CONTEXT"],
  ])("may not be %s", (password, problem) => {
    expect(passwordProblem(password, CONTEXT)).toBe(problem);
  });

  test("of a shared person is refused in the shape in which it was typed, composed or not", () => {
    expect(passwordProblem("ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ")).toBe("TOO_COMMON");
  });
});
