import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlText } from "./curl-text.ts";

const CALL = { gateway: "http://localhost:4000", method: "POST", path: "/v1/evaluate", query: null };

test("a copied call asks for its own bearer and repeats the body, and names no secret", () => {
  expect(curlText({ ...CALL, request: '{"orderId":"1"}' })).toBe(
    [
      "TOKEN=$(curl -s 'http://localhost:4000/v1/oauth2/token' -H 'content-type: application/json' \\",
      '  -d "{\\"AppKey\\":\\"$APP_KEY\\",\\"AppSecret\\":\\"$APP_SECRET\\"}" | jq -r .accessToken)',
      "",
      "curl -X POST 'http://localhost:4000/v1/evaluate' \\",
      "  -H \"authorization: Bearer $TOKEN\" -H 'content-type: application/json' \\",
      '  -d \'{"orderId":"1"}\'',
    ].join("\n"),
  );
});

test("what a customer wrote never becomes a command in somebody's shell", () => {
  const request = `{"name":"O'Hara $(touch /tmp/x) \`id\`"}`;
  const [, second = ""] = curlText({ ...CALL, query: "query='; id #", request }).split("\n\n");
  // A shell says what `curl` would be given.
  const given = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }\nTOKEN=t\n${second}`]).toString();
  expect(given.split("\n")).toEqual([
    ...["-X", "POST", "http://localhost:4000/v1/evaluate?query='; id #"],
    ...["-H", "authorization: Bearer t", "-H", "content-type: application/json", "-d", request, ""],
  ]);
});
