import { cookies, headers } from "next/headers";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { checkSession, type SignedIn } from "#lib/access/check-session.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { requestIdOf } from "#lib/kit/request-id.ts";
import { authSecret, sessionCookieName } from "./auth-options.ts";

export type Visit = SignedIn & { scope: Scope };

async function readVisit(isPresence: boolean): Promise<Visit | null> {
  const token = (await cookies()).get(sessionCookieName)?.value;
  // A cookie that was tampered with, or sealed with a former secret, is nobody's.
  const claims = await decode({ token, secret: authSecret() }).catch(() => null);
  if (!claims?.sub) return null;
  const signedIn = await checkSession(claims.sub, { isPresence });
  if (!signedIn) return null;
  // proxy.ts has set it, and answers with the same one.
  const requestId = requestIdOf((await headers()).get("x-request-id"));
  return { ...signedIn, scope: userScope(signedIn.user, { requestId }) };
}

/** Who is asking, read from the session's row; within one page its parts share the answer and the request id. */
export const currentVisit = cache(() => readVisit(true));

/** For polling: the row is read as well, but the visit does not count as a sign of life. */
export const currentPoll = cache(() => readVisit(false));
