import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { apiKeys } from "#db/schema/credentials.ts";
import type { RequestRow } from "./carry-out-request.ts";

/** Whether this person asked for it: themselves, or with an API key that they made. */
export async function isOwnRequest(
  tx: Transaction,
  { requestedById }: Pick<RequestRow, "requestedById">,
  personId: string,
): Promise<boolean> {
  if (requestedById === personId) return true;
  const made = await tx.$count(
    apiKeys,
    and(eq(apiKeys.id, requestedById), eq(apiKeys.createdById, personId)),
  );
  return made > 0;
}
