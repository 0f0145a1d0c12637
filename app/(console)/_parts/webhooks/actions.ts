"use server";
import { action } from "#app/_doors/action.ts";
import { showChanges } from "#app/_doors/show-changes.ts";
import { ok } from "#lib/kit/result.ts";
import { backfillOutcomes } from "#lib/orders/backfill-outcomes.ts";
import { backfillInput } from "#lib/orders/schema.ts";
import { cancelReplay } from "#lib/webhooks/cancel-replay.ts";
import { createEndpoint } from "#lib/webhooks/create-endpoint.ts";
import { deleteEndpoint } from "#lib/webhooks/delete-endpoint.ts";
import { editEndpoint } from "#lib/webhooks/edit-endpoint.ts";
import { pauseEndpoint } from "#lib/webhooks/pause-endpoint.ts";
import { countReplay } from "#lib/webhooks/queries/count-replay.ts";
import { replayEvents } from "#lib/webhooks/replay-events.ts";
import { resendDelivery } from "#lib/webhooks/resend-delivery.ts";
import { resumeEndpoint } from "#lib/webhooks/resume-endpoint.ts";
import { rotateEndpointSecret } from "#lib/webhooks/rotate-endpoint-secret.ts";
import {
  cancelReplayInput,
  createEndpointInput,
  editEndpointInput,
  endpointInput,
  pauseEndpointInput,
  replayInput,
  resendInput,
  rotateSecretInput,
} from "#lib/webhooks/schema.ts";
import { switchEndpointSecret } from "#lib/webhooks/switch-endpoint-secret.ts";
import { testEndpoint } from "#lib/webhooks/test-endpoint.ts";

const WRITE = "webhooks.write";

/** The page is read anew when its secret has been stored (endpoint-dialog.tsx). */
export const create = action(createEndpointInput, WRITE, (scope, input) => createEndpoint(scope, input));
export const edit = action(editEndpointInput, WRITE, async (scope, input) =>
  showChanges(await editEndpoint(scope, input)),
);
export const pause = action(pauseEndpointInput, WRITE, async (scope, input) =>
  showChanges(await pauseEndpoint(scope, input)),
);
export const resume = action(endpointInput, WRITE, async (scope, input) =>
  showChanges(await resumeEndpoint(scope, input)),
);
export const remove = action(endpointInput, WRITE, async (scope, input) =>
  showChanges(await deleteEndpoint(scope, input)),
);
export const rotate = action(rotateSecretInput, WRITE, async (scope, input) =>
  showChanges(await rotateEndpointSecret(scope, input)),
);
export const switchSecret = action(endpointInput, WRITE, async (scope, input) =>
  showChanges(await switchEndpointSecret(scope, input)),
);
export const test = action(endpointInput, WRITE, async (scope, input) =>
  showChanges(await testEndpoint(scope, input)),
);
export const resend = action(resendInput, WRITE, async (scope, input) =>
  showChanges(await resendDelivery(scope, input)),
);
export const replay = action(replayInput, WRITE, async (scope, input) =>
  showChanges(await replayEvents(scope, input)),
);
export const cancelReplaying = action(cancelReplayInput, WRITE, async (scope, input) =>
  showChanges(await cancelReplay(scope, input)),
);
export const countReplaying = action(replayInput, "webhooks.read", async (scope, input) =>
  ok({ total: await countReplay(scope, input) }),
);
export const backfill = action(backfillInput, "orders.settle", async (scope, input) =>
  showChanges(await backfillOutcomes(scope, input)),
);
