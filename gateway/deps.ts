import type { Scope } from "#lib/access/open-scope.ts";
import type { ApiKey, ApiKeys } from "#lib/access/watch-api-keys.ts";
import type { CallRecorder } from "#lib/calls/record-calls.ts";
import type { SeenPart } from "#lib/calls/schema.ts";
import type { WebhookKeys } from "#lib/credentials/remember-webhook-keys.ts";
import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { Clock } from "#lib/kit/clock.ts";
import type { Log } from "#lib/kit/log.ts";
import type { Rejections } from "#lib/notices/record-rejections.ts";
import type { VerifiedNotice } from "#lib/notices/schema.ts";
import type { EvaluateTools } from "#lib/orders/evaluate-order.ts";
import type { OrderTools } from "#lib/orders/open-order-tools.ts";
import type { SwitchSnapshot } from "#lib/switching/watch-snapshot.ts";
import type { TransmitIntake } from "#lib/transmits/open-intake.ts";
import type { Metrics } from "./metrics.ts";

export type GatewayLimits = {
  bodyBytesMax: number;
  /** Of a notice (P26). */
  noticeBytesMax: number;
  /** Requests at once in this process; more are told to come back (P22). */
  inFlightMax: number;
  /** How late the event loop may run before new work is refused. */
  loopDelayMsMax: number;
  /** Per API key. */
  requestsPerSecond: number;
  requestsBurst: number;
  /** Transmits cost little and come for every payment, so they have a measure of their own, per API key. */
  transmitsPerSecond: number;
  /** Of one key, waiting for the database at once: the rest of the queue is for the others. */
  transmitsUnderWayMax: number;
  /** An older configuration decides nothing: a kill switch may have been missed (P9). */
  snapshotAgeMsMax: number;
  /** Whatever happens, an answer by then (P6). */
  answerMsMax: number;
};

export const GATEWAY_LIMITS: GatewayLimits = {
  bodyBytesMax: 64 * 1024,
  noticeBytesMax: 256 * 1024,
  inFlightMax: 400,
  loopDelayMsMax: 1_500,
  requestsPerSecond: 300,
  requestsBurst: 600,
  transmitsPerSecond: 50_000,
  transmitsUnderWayMax: 1_024,
  snapshotAgeMsMax: 5_000,
  answerMsMax: 7_950,
};

/** What the composition root gives the app; a test gives its own. */
export type GatewayDeps = {
  database: Scope["database"];
  snapshot: Omit<SwitchSnapshot, "ready" | "stop">;
  keys: ApiKeys;
  intake: Pick<TransmitIntake, "take">;
  recordKeyUse(key: ApiKey, now: Date): void;
  /** The console's log of calls. */
  calls: Pick<CallRecorder, "record">;
  flexcharge: OrderTools["flexcharge"] & Pick<FlexchargeClient, "passTokenize">;
  openSession: EvaluateTools["openSession"];
  /** What the door of FlexCharge's webhooks works with; `hosts` are ours as FlexCharge signs them. */
  notices: { keys: WebhookKeys; hosts: string[]; rejections: Pick<Rejections, "record"> };
  pciScopeAcknowledged: boolean;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  limits: GatewayLimits;
  /** False until configuration and keys were read for the first time: nothing can be decided yet. */
  isStarted(): boolean;
  /** True while the program is ending: not ready, but what has begun is finished. */
  isEnding(): boolean;
};

/** A copy that was acknowledged: its own row is the record of what came. */
export type KeptCopy = { merchantId: string; id: string; externalOrderId: string };

/** What the middleware leaves for the routes. */
export type GatewayEnv = {
  Variables: {
    requestId: string;
    startedAt: number;
    key: ApiKey;
    scope: Scope;
    notice: VerifiedNotice;
    /** The body as it came, for the log of calls. */
    asked: SeenPart;
    /** Whose order a call found, where it did not say. */
    merchantId: string;
    keptCopy: KeptCopy;
    /** Short name of the route, for metrics and the log. */
    route: string;
  };
};
