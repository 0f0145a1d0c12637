import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import type { Scope } from "#lib/access/open-scope.ts";
import type { Permission } from "#lib/access/schema.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { currentVisit, type Visit } from "./session.ts";

/**
 * The door of every page: session row → Scope. Nobody signed in → the sign-in page; without the permission →
 * the no-permission page (403). `side: "partner"` is for pages about all merchants: to a merchant's people
 * they do not exist, and neither does another merchant's workspace.
 */
export async function gate(
  need: { permission?: Permission; side?: "partner"; merchantId?: string } = {},
): Promise<Scope> {
  const { scope, user } = await visit();
  if (need.side === "partner" && !user.isPartnerStaff) notFound();
  if (need.merchantId && !user.isPartnerStaff && user.merchantId !== need.merchantId) notFound();
  if (need.permission && !scope.permissions.has(need.permission)) forbidden();
  return scope;
}

/** Like gate, with the person: for layouts and the home page, which show who is signed in. */
export async function visit(): Promise<Visit> {
  const found = await currentVisit();
  if (found) return found;
  const asked = (await headers()).get("x-switchboard-path");
  redirect(asked && asked !== "/" ? `/sign-in?next=${encodeURIComponent(asked)}` : "/sign-in");
}

/** The environment of the path; anything but the two words is not found. */
export function environmentOf(segment: string): Environment {
  return ENVIRONMENTS.find((one) => one === segment) ?? notFound();
}

/** Turns "not found" of a query into the page for it: another tenant's record and a missing one look the same. */
export async function orNotFound<Value>(query: Promise<Value>): Promise<Value> {
  try {
    return await query;
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
