import { and, eq, isNull } from "drizzle-orm";
import type { Database, Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { inScope } from "./in-scope.ts";
import type { Member } from "./internal/lock-member.ts";
import { openSession } from "./internal/open-session.ts";
import { systemScope, userScope } from "./open-scope.ts";

/** What the provider's signed token says of somebody. */
export type ProviderClaims = {
  issuer: string;
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  /** Authentication Methods References (RFC 8176). */
  methods: readonly string[];
  userAgent: string | null;
};

const OTHER_THAN_A_PASSWORD = ["otp", "hwk", "swk", "sms", "tel", "fpt", "face"];

/** Whether the provider has asked for two factors: it says so, or names another one beside the password. */
function showsTwoFactors(methods: readonly string[]): boolean {
  if (methods.includes("mfa")) return true;
  return methods.includes("pwd") && methods.some((method) => OTHER_THAN_A_PASSWORD.includes(method));
}

/**
 * Opens a session for a member whom the provider vouches for. The provider's subject is bound at the first sign-in to
 * the member with the same verified e-mail and counts alone from then on. Never makes a member.
 */
export async function signInByProvider(
  claims: ProviderClaims,
  around: { database?: Database; clock?: Clock } = {},
): Promise<Result<{ sessionId: string }, { reason: "NO_MEMBER" }>> {
  const scope = systemScope("web", around);
  const bound = `${claims.issuer}|${claims.subject}`;
  return inScope(scope, async (tx) => {
    const [known] = await tx.select().from(users).where(eq(users.oidcSubject, bound));
    const user = known ?? (await bind(tx, claims, bound, { ...around, requestId: scope.requestId }));
    if (!user || user.disabledAt) return refuse({ reason: "NO_MEMBER" });
    const shown = { userAgent: claims.userAgent, hasSecondFactor: showsTwoFactors(claims.methods) };
    return ok({ sessionId: await openSession(tx, user, shown, around) });
  });
}

/** Conditional, so that of two subjects with one address one is bound. */
async function bind(
  tx: Transaction,
  { email, isEmailVerified }: ProviderClaims,
  bound: string,
  around: { database?: Database; clock?: Clock; requestId: string },
): Promise<Member | null> {
  if (!email || !isEmailVerified) return null;
  const [user] = await tx
    .update(users)
    .set({ oidcSubject: bound })
    .where(
      and(eq(users.email, email.trim().toLowerCase()), isNull(users.oidcSubject), isNull(users.disabledAt)),
    )
    .returning();
  if (!user) return null;
  await appendEntry(tx, userScope(user, around), {
    merchantId: user.merchantId,
    action: "member.bind_provider",
    subject: user.id,
    subjectName: `${user.name} (${user.email})`,
    after: { subject: bound },
  });
  return user;
}
