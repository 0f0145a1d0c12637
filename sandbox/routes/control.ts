import { Hono } from "hono";
import { listCalls } from "../calls.ts";
import type { Folded } from "../case-insensitive.ts";
import { integerAt, textAt } from "../case-insensitive.ts";
import { durationMs } from "../clock.ts";
import type { FaultKind } from "../faults.ts";
import { addFault, clearFaults, faultKinds, listFaults, wirePath } from "../faults.ts";
import type { Progress } from "../progress.ts";
import type { SandboxEnv } from "../seen-calls.ts";
import { momentOf } from "../validation.ts";
import type { WebhookMode, World } from "../world.ts";
import { resetWorld, setWebhookMode, webhookModes } from "../world.ts";
import { readBody, refuse } from "./control-answer.ts";
import { applicationControls } from "./control-applications.ts";
import { merchantControls } from "./control-merchants.ts";
import { orderControls } from "./control-orders.ts";
import { describeState } from "./control-state.ts";

/** The controls of one world. They answer on this machine's own names only, so no web page can reach them. */
export function controlRoutes(world: World, progress: Progress): Hono<SandboxEnv> {
  const control = new Hono<SandboxEnv>();
  control.use("*", async (c, next) => {
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    if (!["localhost", "127.0.0.1", "[::1]"].includes(host)) return refuse(c, "Not a local name.", 403);
    await next();
  });

  control.get("/calls", async (c) => {
    const after = Number(c.req.query("after") || 0);
    if (!Number.isSafeInteger(after)) return refuse(c, "after is a sequence number.");
    const path = c.req.query("path");
    return c.json({ calls: await listCalls(world, after, path ? wirePath(path) : "") });
  });

  control.get("/clock", (c) => c.json({ now: world.clock.now().toISOString() }));
  control.post("/clock", async (c) => {
    const moment = readMoment(await readBody(c), world.clock.now());
    if (!moment) return refuse(c, 'Say { "advance": "P3D" } or { "now": "2026-01-15T10:20:30Z" }.');
    await progress.moveTo(moment);
    return c.json({ now: world.clock.now().toISOString() });
  });

  control.get("/faults", async (c) => c.json({ faults: await listFaults(world) }));
  control.post("/faults", async (c) => {
    const fault = readFault(await readBody(c));
    return typeof fault === "string" ? refuse(c, fault) : c.json(await addFault(world, fault));
  });
  control.delete("/faults", async (c) => {
    await clearFaults(world);
    return c.json({ faults: [] });
  });

  control.post("/webhooks", async (c) => {
    const body = await readBody(c);
    const mode = textAt(body, "mode")?.toLowerCase() as WebhookMode;
    if (!webhookModes.includes(mode)) return refuse(c, `mode is one of ${webhookModes.join(", ")}.`);
    const delayMs = integerAt(body, "ms") ?? 600_000;
    if (!(delayMs >= 0)) return refuse(c, "ms is a number of milliseconds.");
    await setWebhookMode(world, mode, delayMs);
    return c.json({ mode });
  });

  control.post("/reset", async (c) => {
    await progress.whilePaused(() => resetWorld(world));
    return c.json({ now: world.clock.now().toISOString() });
  });
  control.get("/state", async (c) => c.json(await describeState(world)));
  control.route("/merchants", merchantControls(world));
  control.route("/orders", orderControls(world, progress));
  control.route("/applications", applicationControls(world, progress));
  return control;
}

function readMoment(body: Folded, now: Date): Date | null {
  const advance = textAt(body, "advance");
  if (advance === null) return momentOf(textAt(body, "now") ?? "");
  const ms = durationMs(advance);
  return ms === null ? null : new Date(now.getTime() + ms);
}

function readFault(body: Folded) {
  const path = textAt(body, "path");
  const kind = textAt(body, "kind")?.toLowerCase() as FaultKind;
  const [status, timesLeft, ms] = ["status", "times", "ms"].map((name) => integerAt(body, name));
  if (path === null) return "path is the beginning of a path.";
  if (!faultKinds.includes(kind)) return `kind is one of ${faultKinds.join(", ")}.`;
  if (kind === "status" && !(status && status >= 400 && status <= 599)) return "status is 400 to 599.";
  if (timesLeft != null && !(timesLeft > 0)) return "times is at least 1; without it the fault stays.";
  if (ms != null && !(ms >= 0 && ms <= 600_000)) return "ms is at most 600000.";
  return { path, kind, status: status ?? null, timesLeft: timesLeft ?? null, ms: ms ?? null };
}
