import { cookies, headers } from "next/headers";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { checkSession, type SignedIn } from "#lib/access/check-session.ts";
import { type Scope, userScope, viewingScope } from "#lib/access/open-scope.ts";
import { secondFactorRequired } from "#lib/kit/env.ts";
import { requestIdOf } from "#lib/kit/request-id.ts";
import { authSecret, sessionCookieName } from "./auth-options.ts";

export type Visit = SignedIn & { scope: Scope };

async function readSession(isPresence: boolean): Promise<SignedIn | null> {
  const token = (await cookies()).get(sessionCookieName)?.value;
  // A cookie that was tampered with, or sealed with a former secret, is nobody's.
  const claims = await decode({ token, secret: authSecret() }).catch(() => null);
  if (!claims?.sub) return null;
  return checkSession(claims.sub, { isPresence, isSecondFactorRequired: secondFactorRequired() });
}

/** Without its second factor a session is nobody's, but for the doors that take it (personal.ts). */
async function openVisit(signedIn: SignedIn | null): Promise<Visit | null> {
  if (!signedIn || signedIn.needs) return null;
  // proxy.ts has set it, and answers with the same one.
  const requestId = requestIdOf((await headers()).get("x-request-id"));
  const { user, viewing, provenAt } = signedIn;
  if (!viewing) return { ...signedIn, scope: userScope(user, { requestId, provenAt }) };
  // To every page and action they are one of the merchant's people, who may read.
  const { merchantId } = viewing;
  const seen = { ...user, merchantId, isPartnerStaff: false };
  return { ...signedIn, user: seen, scope: viewingScope(user, merchantId, { requestId }) };
}

/** The session's row as it is, whatever it still needs; within one page its parts share the answer. */
export const currentSession = cache(() => readSession(true));

/** Who is asking; the scope and the request id are shared as well. */
export const currentVisit = cache(async () => openVisit(await currentSession()));

/** For polling: the row is read as well, but the visit does not count as a sign of life. */
export const currentPoll = cache(async () => openVisit(await readSession(false)));
