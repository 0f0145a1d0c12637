import type { NextApiRequest, NextApiResponse } from "next";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { users } from "#db/schema/people.ts";
import { openIdentityProvider } from "#db/testing/identity-provider.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { checkSession } from "#lib/access/check-session.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { sharedDatabase } from "#lib/access/open-scope.ts";
import { PARTNER_TENANT, type Role } from "#lib/terms.ts";

const HERE = "http://localhost:3999";
let world: TestWorld;
let provider: Awaited<ReturnType<typeof openIdentityProvider>>;
/** One browser: what it was given is sent back. */
let cookies: Record<string, string>;
let door: (
  path: string,
  body?: Record<string, string>,
) => Promise<{ location: string | null; body: unknown }>;
let sessionIn: () => Promise<string | null>;

beforeAll(async () => {
  world = await openTestWorld();
  provider = await openIdentityProvider();
  Object.assign(process.env, {
    DATABASE_URL: world.appUrl,
    NEXTAUTH_URL: HERE,
    NEXTAUTH_SECRET: "the secret of a test, long enough",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.client.id,
    OIDC_CLIENT_SECRET: provider.client.secret,
  });
  const person = (id: string, role: Role, more: object = {}) => ({
    ...{ id, email: `${id}@northgate.example`, name: id, role, merchantId: PARTNER_TENANT },
    ...{ passwordHash: "none", ...more },
  });
  await inScope(world.system, (tx) =>
    tx
      .insert(users)
      .values([
        person("usr_priya", "operator"),
        person("usr_mei", "operator"),
        person("usr_gone", "operator", { disabledAt: new Date() }),
      ]),
  );
  // Read after the settings stand: the providers are made when the module is.
  const { authOptions, authSecret, sessionCookieName } = await import("./auth-options.ts");
  const { default: NextAuth } = await import("next-auth");
  const { decode } = await import("next-auth/jwt");
  sessionIn = async () => {
    const claims = await decode({ token: cookies[sessionCookieName], secret: authSecret() }).catch(
      () => null,
    );
    return claims?.sub ?? null;
  };
  door = async (path, body) => {
    const url = new URL(path, HERE);
    let location: string | null = null;
    let answered: unknown;
    const response = {
      status: () => response,
      setHeader(name: string, value: string | string[]) {
        if (name.toLowerCase() === "location") location = String(value);
        if (name.toLowerCase() !== "set-cookie") return response;
        for (const cookie of [value].flat()) {
          const [, key, content] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
          if (key) cookies[key] = decodeURIComponent(content ?? "");
        }
        return response;
      },
      getHeader: () => undefined,
      json: (given: unknown) => {
        answered = given;
      },
      send: (given: unknown) => {
        answered = given;
      },
      end: () => {},
    };
    const request = {
      method: body ? "POST" : "GET",
      headers: { host: url.host },
      cookies,
      body: body ?? {},
      query: {
        nextauth: url.pathname.replace("/api/auth/", "").split("/"),
        ...Object.fromEntries(url.searchParams),
      },
    };
    await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, authOptions);
    return { location, body: answered };
  };
});
afterAll(async () => {
  provider.close();
  await sharedDatabase().close();
  await world.close();
});

/** The whole way of a browser: our door, the provider, back to our door. Answers where it is led then. */
async function signInThere(person: typeof provider.state.person, isForging = false): Promise<string> {
  cookies = {};
  Object.assign(provider.state, { person, isForging });
  const { csrfToken } = (await door("/api/auth/csrf")).body as { csrfToken: string };
  const away = await door("/api/auth/signin/oidc", { csrfToken, callbackUrl: `${HERE}/production` });
  const back = await fetch(away.location ?? "", { redirect: "manual" });
  const led = await door(back.headers.get("location") ?? "");
  return (led.location ?? "").replace(HERE, "");
}
const priya = { sub: "p-1", email: "Usr_Priya@northgate.example", email_verified: true };

describe("single sign-on", () => {
  test("opens a session for a known member, and knows them by the provider's id from then on", async () => {
    expect(await signInThere(priya)).toBe("/production");
    const first = await checkSession((await sessionIn()) ?? "", { database: world.database });
    expect(first).toMatchObject({ user: { id: "usr_priya" }, needs: "enrolment" });
    expect(await signInThere({ ...priya, email: "married@northgate.example" })).toBe("/production");
    const second = await checkSession((await sessionIn()) ?? "", { database: world.database });
    expect(second?.user.id).toBe("usr_priya");
    expect(second?.sessionId).not.toBe(first?.sessionId);
  });

  test("takes the provider's second factor for ours, where it says that it asked for one", async () => {
    await signInThere({ ...priya, amr: ["pwd", "otp"] });
    expect(await checkSession((await sessionIn()) ?? "", { database: world.database })).toMatchObject({
      needs: null,
    });
  });

  test.each([
    ["an address that nobody here has", { sub: "x-1", email: "stranger@else.example", email_verified: true }],
    ["an address that the provider has not verified", { sub: "x-2", email: "usr_mei@northgate.example" }],
    ["somebody disabled", { sub: "x-3", email: "usr_gone@northgate.example", email_verified: true }],
    ["a second account with a bound address", { ...priya, sub: "x-4" }],
  ])("refuses %s, and makes no member", async (_who, person) => {
    expect(await signInThere(person)).toBe("/sign-in?refused=NO_MEMBER");
    expect(await sessionIn()).toBeNull();
    const rows = await inScope(world.system, (tx) => tx.select().from(users));
    expect(rows).toHaveLength(3);
    expect(rows.filter((row) => row.oidcSubject)).toHaveLength(1);
  });

  test("refuses a token that another key has signed", async () => {
    expect(await signInThere(priya, true)).toBe("/api/auth/error?error=OAuthCallback");
    expect(await sessionIn()).toBeNull();
  });
});
