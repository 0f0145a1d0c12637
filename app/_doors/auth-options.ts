import type { NextAuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { signIn } from "#lib/access/sign-in.ts";
import { signOut } from "#lib/access/sign-out.ts";
import { addressOf } from "./origin-address.ts";
import { admit, singleSignOn } from "./single-sign-on.ts";
import { webLog } from "./web-log.ts";

const MAX_AGE_SECONDS = 12 * 3600;

/** The deployment's secret; without it nobody can sign in, so its absence is loud. */
export function authSecret(): string {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set");
  return secret;
}

/** Cookies are `Secure` (and named so) wherever the console is reached by https. */
export const isSecure = (process.env.NEXTAUTH_URL ?? "").startsWith("https://");
export const sessionCookieName = `${isSecure ? "__Secure-" : ""}next-auth.session-token`;

/**
 * The token in the cookie is encrypted and carries the session's id alone: what a person may do is read
 * from the session's row on every request, never from the cookie.
 */
export const authOptions: NextAuthOptions = {
  secret: process.env.NEXTAUTH_SECRET,
  useSecureCookies: isSecure,
  session: { strategy: "jwt", maxAge: MAX_AGE_SECONDS },
  pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
  cookies: {
    sessionToken: {
      name: sessionCookieName,
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure },
    },
  },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        const headers = (request.headers ?? {}) as Record<string, string | undefined>;
        const result = await signIn(
          {
            email: credentials?.email ?? "",
            password: credentials?.password ?? "",
            address: addressOf(headers["x-forwarded-for"]),
            userAgent: headers["user-agent"] ?? null,
          },
          { addressKey: authSecret() },
        );
        if (result.ok) {
          // The session that this browser had before ends with the new one.
          const former = await sessionIn(headers.cookie);
          if (former) await signOut(former);
          return { id: result.value.sessionId };
        }
        // next-auth carries a thrown message to the form as `error`, and nothing else.
        if (result.reason === "TOO_MANY_ATTEMPTS") throw new Error(`WAIT_${result.retryAfterSeconds}`);
        return null;
      },
    }),
    ...singleSignOn(),
  ],
  callbacks: {
    signIn: ({ user, account, profile }) => admit(user, account, profile),
    jwt: ({ token, user }) => ({ sub: user?.id ?? token.sub }),
    session: ({ session }) => ({ expires: session.expires }),
  },
  events: {
    signOut: async ({ token }) => {
      if (token?.sub) await signOut(token.sub);
    },
  },
  logger: {
    error: (code, detail) => webLog.error({ code, err: causeOf(detail) }, "the sign-in door failed"),
    warn: () => {},
  },
};

/** The session's id in a request's cookies, when it is sealed by us. */
async function sessionIn(cookie: string | undefined): Promise<string | null> {
  const pair = cookie?.split("; ").find((one) => one.startsWith(`${sessionCookieName}=`));
  const token = pair?.slice(sessionCookieName.length + 1);
  const claims = await decode({ token, secret: authSecret() }).catch(() => null);
  return claims?.sub ?? null;
}

function causeOf(detail: unknown): unknown {
  return detail instanceof Error ? detail : (detail as { error?: unknown } | null)?.error;
}
