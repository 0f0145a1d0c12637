import { createHash, createSign, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Person = { sub: string; email?: string; email_verified?: boolean; amr?: string[] };
const CLIENT = { id: "switchboard", secret: "a secret of the test's client" };

/** A small OpenID Connect provider on loopback: code flow with PKCE and nonce, RS256. It signs `person` in, unasked. */
export async function openIdentityProvider() {
  const right = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const wrong = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const codes = new Map<string, { person: Person; nonce: string | null; challenge: string | null }>();
  const state: { person: Person; isForging: boolean } = { person: { sub: "nobody" }, isForging: false };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname === "/.well-known/openid-configuration") {
      return json(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (url.pathname === "/keys") {
      const key = right.publicKey.export({ format: "jwk" });
      return json(200, { keys: [{ ...key, kid: "1", use: "sig", alg: "RS256" }] });
    }
    if (url.pathname === "/authorize") {
      const asked = url.searchParams;
      const code = randomUUID();
      codes.set(code, {
        person: state.person,
        nonce: asked.get("nonce"),
        challenge: asked.get("code_challenge"),
      });
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", asked.get("state") ?? "");
      return response.writeHead(302, { location: back.href }).end();
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const code = form.get("code") ?? "";
    const asked = codes.get(code);
    codes.delete(code);
    const verified = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!asked || asked.challenge !== verified) return json(400, { error: "invalid_grant" });
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: CLIENT.id, iat: seconds, exp: seconds + 60, nonce: asked.nonce };
    const key = state.isForging ? wrong.privateKey : right.privateKey;
    return json(200, {
      access_token: randomUUID(),
      token_type: "Bearer",
      id_token: signed({ ...claims, ...asked.person }, key),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, client: CLIENT, state, close: () => server.close() };
}

function signed(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", kid: "1", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}
