import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): {
  text: string;
  entry: Record<string, unknown>;
} {
  let text = "";
  write(
    createLog("gateway", {
      write(line: string) {
        text += line;
      },
    }),
  );
  return { text, entry: JSON.parse(text) };
}

test("a log entry carries known fields, the program and the request's id", () => {
  const { entry } = logged((log) =>
    log.child({ requestId: "req_1" }).info({ status: 200, ms: 12 }, "answered"),
  );
  expect(entry).toMatchObject({
    program: "gateway",
    requestId: "req_1",
    status: 200,
    ms: 12,
    message: "answered",
  });
});

test("what nobody has allowed is left out, also from what a child is bound to", () => {
  const { text } = logged((log) =>
    log
      .child({ appSecret: "s3cret" } as never)
      .info({ body: { appSecret: "s3cret" }, authorization: "s3cret" } as never, "x"),
  );
  expect(text).not.toContain("s3cret");
});

test("a card number is masked in messages, fields and errors", () => {
  const { text } = logged((log) =>
    log.error(
      { orderId: "4111 1111 1111 1111", err: new Error("bad 4111111111111111") },
      "card 4111111111111111",
    ),
  );
  expect(text.replace(/\[card …1111\]/g, "")).not.toMatch(/4111/);
});

test("an error keeps its name, code and frames; a database error's parameters are left out", () => {
  const cause = Object.assign(new Error("duplicate key"), { code: "23505" });
  const error = new Error("Failed query: insert …\nparams: s3cret", { cause });
  const { text, entry } = logged((log) => log.error({ err: error }, "failed"));
  expect(text).not.toContain("s3cret");
  expect(entry.err).toMatchObject({
    message: "Failed query",
    cause: { code: "23505", message: "duplicate key" },
  });
});
