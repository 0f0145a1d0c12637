import { headers } from "next/headers";
import type { Account, Profile, User } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { signInByProvider } from "#lib/access/sign-in-by-provider.ts";
import { oidcEnvironment } from "#lib/kit/env.ts";

type Claims = Profile & { sub: string; email_verified?: boolean | string; amr?: unknown };

/** The configured OpenID Connect provider, or none. Its endpoints and keys are found at the issuer. */
export function singleSignOn(): OAuthConfig<Claims>[] {
  const oidc = oidcEnvironment();
  if (!oidc) return [];
  const { issuer, clientId, clientSecret, name } = oidc;
  return [
    {
      id: "oidc",
      name,
      type: "oauth",
      idToken: true,
      wellKnown: `${issuer}/.well-known/openid-configuration`,
      clientId,
      clientSecret,
      issuer,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email profile" } },
      profile: ({ sub }) => ({ id: sub }),
    },
  ];
}

/**
 * Called when the provider's token holds: opens our session and gives its id to the cookie, or answers where the
 * refused person is led.
 */
export async function admit(user: User, account: Account | null, profile?: Profile): Promise<true | string> {
  const oidc = oidcEnvironment();
  const claims = profile as Claims | undefined;
  if (!oidc || account?.provider !== "oidc" || !claims) return true;
  const opened = await signInByProvider({
    issuer: oidc.issuer,
    subject: claims.sub,
    email: claims.email ?? null,
    isEmailVerified: claims.email_verified === true || claims.email_verified === "true",
    methods: Array.isArray(claims.amr) ? claims.amr.map(String) : [],
    userAgent: await browserOf(),
  });
  if (!opened.ok) return `/sign-in?refused=${opened.reason}`;
  user.id = opened.value.sessionId;
  return true;
}

/** Null where no request of Next's is around, as in a test of this door. */
async function browserOf(): Promise<string | null> {
  try {
    return (await headers()).get("user-agent");
  } catch {
    return null;
  }
}
