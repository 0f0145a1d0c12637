import { z } from "zod";
import { flexchargeUrls } from "#lib/kit/env.ts";
import { type HttpOrigin, openOrigin } from "#lib/kit/http.ts";

/** The sandbox did not answer, or refused: it is another program, which may be down. */
export class SandboxControlError extends Error {
  override name = "SandboxControlError";
}

/** As the sandbox names them. */
const FAULT_KINDS = ["status", "timeout_before", "timeout_after", "hangup", "slow", "garbage"] as const;
const NOTICE_MODES = ["normal", "duplicate", "reorder", "drop", "forge", "delay"] as const;

const fault = z.object({
  id: z.number(),
  path: z.string(),
  kind: z.enum(FAULT_KINDS),
  status: z.number().nullable(),
  timesLeft: z.number().nullable(),
});
const state = z.object({
  now: z.iso.datetime(),
  webhookMode: z.enum(NOTICE_MODES),
  calls: z.coerce.number(),
});
const calls = z.object({
  calls: z.array(
    z.object({
      sequence: z.coerce.number(),
      time: z.iso.datetime(),
      mid: z.string().nullable(),
      method: z.string(),
      path: z.string(),
      status: z.number().nullable(),
    }),
  ),
});
export type SandboxFault = z.infer<typeof fault>;
export type SandboxCall = z.infer<typeof calls>["calls"][number];
export type SandboxControl = ReturnType<typeof openControl>;

const LIMITS = { connectMs: 1_000, headersMs: 20_000, bodyMs: 5_000, responseBytesMax: 4 * 1024 * 1024 };
/** Moving the clock carries out everything that falls due on the way. */
const DEADLINE_MS = 20_000;
const GLOBAL = globalThis as { switchboardSandboxControl?: { url: string; control: SandboxControl } };

/**
 * The controls of the stand-in that plays FlexCharge's sandbox: its clock, faults, notices and record of calls. Null
 * where FLEXCHARGE_SANDBOX_URL names no program of this machine: nobody's real host is ever asked for a control.
 */
export function sandboxControl(): SandboxControl | null {
  const url = standInUrl();
  if (!url) return null;
  if (GLOBAL.switchboardSandboxControl?.url !== url) {
    GLOBAL.switchboardSandboxControl = { url, control: openControl(openOrigin(url, LIMITS)) };
  }
  return GLOBAL.switchboardSandboxControl.control;
}

/** Where the stand-in is, e.g. for its hosted test checkout; null for a real FlexCharge. */
export function standInUrl(): string | null {
  const { sandbox } = flexchargeUrls();
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(sandbox).hostname) ? sandbox : null;
}

function openControl(origin: HttpOrigin) {
  async function ask<Schema extends z.ZodType>(
    schema: Schema,
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: object,
  ): Promise<z.output<Schema>> {
    const result = await origin.send({
      method,
      path: `/_control/${path}`,
      headers: { accept: "application/json", "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
      deadlineMs: DEADLINE_MS,
    });
    if (result.kind !== "response") throw new SandboxControlError(`no answer: ${result.cause}`);
    if (result.status !== 200) throw new SandboxControlError(`answered ${result.status}`);
    return schema.parse(JSON.parse(result.body.toString("utf8")));
  }
  const moment = z.object({ now: z.iso.datetime() }).transform(({ now }) => new Date(now));
  return {
    /** Its own time, how it delivers notices, and how many calls it has seen. */
    state: () => ask(state, "GET", "state"),
    moveClock: (move: { advance: string } | { now: string }) => ask(moment, "POST", "clock", move),
    faults: async () => (await ask(z.object({ faults: z.array(fault) }), "GET", "faults")).faults,
    addFault: (added: { path: string; kind: string; status?: number; times?: number; ms?: number }) =>
      ask(z.object({ id: z.number() }), "POST", "faults", added),
    clearFaults: () => ask(z.unknown(), "DELETE", "faults"),
    setNoticeMode: (mode: string) => ask(z.unknown(), "POST", "webhooks", { mode }),
    /** Oldest first, 1,000 at most. */
    callsAfter: async (sequence: number) => (await ask(calls, "GET", `calls?after=${sequence}`)).calls,
  };
}
