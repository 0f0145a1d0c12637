import type { ServerAction } from "#components/shell/use-action.ts";
import type { EndpointRefusal, ReplayRefusal, ResendRefusal, RotationRefusal } from "#lib/webhooks/errors.ts";
import type {
  CancelReplayInput,
  CreateEndpointInput,
  EditEndpointInput,
  EndpointInput,
  PauseEndpointInput,
  ReplayInput,
  ResendInput,
  RotateSecretInput,
} from "#lib/webhooks/schema.ts";
import type { TestResult } from "#lib/webhooks/test-endpoint.ts";

/** What the pages of webhooks can be asked to do, as the doors hand it to them. */
export type WebhookActions = {
  create: ServerAction<CreateEndpointInput, { id: string; secret: string }, EndpointRefusal>;
  edit: ServerAction<EditEndpointInput, unknown, EndpointRefusal>;
  pause: ServerAction<PauseEndpointInput, unknown, never>;
  resume: ServerAction<EndpointInput, { waiting: number }, never>;
  remove: ServerAction<EndpointInput, unknown, never>;
  rotate: ServerAction<RotateSecretInput, { secret: string }, RotationRefusal>;
  /** The new secret signs at once, also in FlexCharge's own headers. */
  switchSecret: ServerAction<EndpointInput, unknown, never>;
  /** Answers how it ended, within 15 s. */
  test: ServerAction<EndpointInput, TestResult, never>;
  resend: ServerAction<ResendInput, unknown, ResendRefusal>;
  replay: ServerAction<ReplayInput, unknown, ReplayRefusal>;
  countReplay: ServerAction<ReplayInput, { total: number }, never>;
  cancelReplay: ServerAction<CancelReplayInput, unknown, never>;
};
