import { cache } from "react";
import { getWorkspace } from "#lib/merchants/queries/get-workspace.ts";
import { gate, orNotFound } from "./gate.ts";

/** The merchant whose workspace the address names, read once a request; not found for anybody who may not enter. */
export const currentWorkspace = cache(async (merchantId: string) => {
  const scope = await gate({ merchantId });
  return orNotFound(getWorkspace(scope, merchantId));
});
