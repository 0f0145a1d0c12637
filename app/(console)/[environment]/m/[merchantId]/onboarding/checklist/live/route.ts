import { read } from "#app/_doors/read.ts";
import { stepsFingerprint } from "#components/checklist/steps-fingerprint.ts";
import { listSteps } from "#lib/checklist/queries/list-steps.ts";

/** Polled every 5 s: whether the checklist is still the one that is shown. */
export const GET = read<{ environment: string; merchantId: string }>(
  "merchants.read",
  async (scope, { merchantId }) => ({ fingerprint: stepsFingerprint(await listSteps(scope, merchantId)) }),
);
