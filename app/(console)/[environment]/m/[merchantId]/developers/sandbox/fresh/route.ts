import { read } from "#app/_doors/read.ts";
import { listSandboxCalls } from "#lib/sandbox/queries/get-sandbox.ts";
import { getMatrix } from "#lib/switching/queries.ts";

/** Whether the sandbox saw another call of the merchant's account since the page was read. */
export const GET = read<{ environment: string; merchantId: string }>(
  "switches.sandbox",
  async (scope, { merchantId }) => {
    const { mid } = (await getMatrix(scope, merchantId)).merchant.credentials.sandbox;
    const calls = mid ? await listSandboxCalls(scope, mid) : [];
    return { fingerprint: String(calls[0]?.sequence ?? 0) };
  },
);
