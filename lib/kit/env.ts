import { z } from "zod";
import type { Environment } from "#lib/terms.ts";

type Variables = Record<string, string | undefined>;

/** A setting is absent or unusable. The message names the variable and the fix, never the value. */
export class SettingError extends Error {
  constructor(problems: string[]) {
    super(problems.join("\n"));
    this.name = "SettingError";
  }
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/, "set it to a postgres:// address");
const port = z
  .string()
  .regex(/^\d{1,5}$/, "set it to a port number")
  .transform(Number)
  .refine((value) => value > 0 && value < 65_536, "set it to a port from 1 to 65535");
const isWebUrl = (text: string) => {
  const url = URL.parse(text);
  return url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname));
};
const webUrl = z.string().refine(isWebUrl, "set it to an https:// address (http:// only on loopback)");
/** One address, or several between commas. */
const webUrls = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine(
    (urls) => urls.every(isWebUrl),
    "set it to https:// addresses, separated by commas (http:// only on loopback)",
  );

/** Base64 or base64url of at least `least` bytes, of exactly that many where `exact`. */
function base64(least: number, exact = false) {
  return z
    .string()
    .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, "set it to base64 text")
    .transform((text) => Buffer.from(text, "base64"))
    .refine(
      (bytes) => (exact ? bytes.length === least : bytes.length >= least),
      `set it to base64 of ${exact ? "exactly" : "at least"} ${least} random bytes (openssl rand -base64 ${least})`,
    );
}

const database = { DATABASE_URL: postgresUrl, DATABASE_DIRECT_URL: postgresUrl.optional() };
const ingest = { INGEST_DATABASE_URL: postgresUrl.optional() };
const flexcharge = { FLEXCHARGE_SANDBOX_URL: webUrl, FLEXCHARGE_PRODUCTION_URL: webUrl };
const sealing = { SWITCHBOARD_ENCRYPTION_KEY: base64(32, true) };
const formerSealing = { SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS: base64(32, true).optional() };
const tokens = { GATEWAY_TOKEN_SECRET: base64(32) };
const pci = { PCI_SCOPE_ACKNOWLEDGED: z.enum(["0", "1"], "set it to 1 or remove it").optional() };
const loopback = { WEBHOOK_ALLOW_LOOPBACK: z.enum(["0", "1"], "set it to 1 or remove it").optional() };
const secondFactor = { REQUIRE_SECOND_FACTOR: z.enum(["0", "1"], "set it to 0 or remove it").optional() };
const dataDir = { DATA_DIR: z.string().default(".data") };

const pause = z
  .string()
  .regex(/^\d{3,9}$/, "set it to milliseconds, at least 100")
  .transform(Number);
const polling = {
  OUTCOME_POLL_MIN_MS: pause.default(600_000),
  OUTCOME_POLL_MAX_MS: pause.default(21_600_000),
};

const retention = {
  TRANSMIT_RETENTION_MONTHS: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "set it to whole months, from 1 to 999")
    .transform(Number)
    .default(25),
};

function read<Shape extends z.ZodRawShape>(shape: Shape, variables: Variables) {
  // An empty variable is an absent one: that is what `FOO= npm start` means to people.
  const given = Object.fromEntries(
    Object.keys(shape).flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])),
  );
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0]);
    if (!problems.has(name)) problems.set(name, name in given ? message : "is not set");
  }
  throw new SettingError(
    [...problems].map(([name, problem]) =>
      problem === "is not set" ? `${name} is not set: see .env.example.` : `${name} is unusable: ${problem}.`,
    ),
  );
}

/** Origins of FlexCharge's API per environment, without a trailing `/v1`. They must differ (P10). */
export function flexchargeUrls(variables: Variables = process.env): Record<Environment, string> {
  const urls = read(flexcharge, variables);
  const plain = (url: string) => url.replace(/\/+(v1\/*)?$/, "");
  const answer = {
    sandbox: plain(urls.FLEXCHARGE_SANDBOX_URL),
    production: plain(urls.FLEXCHARGE_PRODUCTION_URL),
  };
  if (new URL(answer.sandbox).origin === new URL(answer.production).origin) {
    throw new SettingError([
      "FLEXCHARGE_PRODUCTION_URL names the same host as FLEXCHARGE_SANDBOX_URL: set it to production's own.",
    ]);
  }
  return answer;
}

/** Between two looks at an order that is in work: from 10 minutes to 6 hours unless set. */
export function outcomePollPace(variables: Variables = process.env): { minMs: number; maxMs: number } {
  const { OUTCOME_POLL_MIN_MS: minMs, OUTCOME_POLL_MAX_MS: maxMs } = read(polling, variables);
  if (minMs <= maxMs) return { minMs, maxMs };
  throw new SettingError(["OUTCOME_POLL_MIN_MS is unusable: set it no higher than OUTCOME_POLL_MAX_MS."]);
}

/** How many months copies of processed payments are kept after their own: 25 unless set, two years and a month. */
export function transmitRetentionMonths(variables: Variables = process.env): number {
  return read(retention, variables).TRANSMIT_RETENTION_MONTHS;
}

/** The deployment's key, 32 bytes: wraps every merchant's data key (P16). */
export function encryptionKey(variables: Variables = process.env): Buffer {
  return read(sealing, variables).SWITCHBOARD_ENCRYPTION_KEY;
}

/** The key that wrapped data keys before, while it is rotated (`npm run keys:rotate`); null at all other times. */
export function previousEncryptionKey(variables: Variables = process.env): Buffer | null {
  return read(formerSealing, variables).SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS ?? null;
}

/** Whether webhooks may go to this machine, also over http: the demo and tests, never a deployment. */
export function webhookLoopbackAllowed(variables: Variables = process.env): boolean {
  return read(loopback, variables).WEBHOOK_ALLOW_LOOPBACK === "1";
}

/** Whether partner staff must set a second factor up at sign-in: yes, unless it says 0, which the demo does. */
export function secondFactorRequired(variables: Variables = process.env): boolean {
  return read(secondFactor, variables).REQUIRE_SECOND_FACTOR !== "0";
}

const oidc = {
  OIDC_ISSUER: webUrl.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40).default("single sign-on"),
};

/** The provider of single sign-on; null where none is configured. All three variables, or none. */
export function oidcEnvironment(
  variables: Variables = process.env,
): { issuer: string; clientId: string; clientSecret: string; name: string } | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME } = read(oidc, variables);
  const missing = Object.entries({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }).filter(
    ([, value]) => !value,
  );
  if (missing.length === 3) return null;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) {
    throw new SettingError(missing.map(([name]) => `${name} is not set: single sign-on needs all three.`));
  }
  const issuer = OIDC_ISSUER.replace(/\/+$/, "");
  return { issuer, clientId: OIDC_CLIENT_ID, clientSecret: OIDC_CLIENT_SECRET, name: OIDC_NAME };
}

/** Signs the gateway's bearer tokens; at least 32 bytes. */
export function gatewayTokenSecret(variables: Variables = process.env): Buffer {
  return read(tokens, variables).GATEWAY_TOKEN_SECRET;
}

/** The address of the gateway to give to others: the first of GATEWAY_PUBLIC_URL, without a slash at its end. */
export function gatewayPublicUrl(variables: Variables = process.env): string {
  const { GATEWAY_PUBLIC_URL } = read({ GATEWAY_PUBLIC_URL: webUrls.optional() }, variables);
  return (GATEWAY_PUBLIC_URL?.[0] ?? "http://localhost:4000").replace(/\/+$/, "");
}

function databaseUrls(variables: Variables) {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = read(database, variables);
  return { databaseUrl: DATABASE_URL, databaseDirectUrl: DATABASE_DIRECT_URL ?? DATABASE_URL };
}

/** Every problem of one program at once, so that nobody mends them one start at a time. */
function together<Parts extends unknown[]>(...parts: { [I in keyof Parts]: () => Parts[I] }): Parts {
  const problems: string[] = [];
  const values = parts.map((part) => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  });
  if (problems.length > 0) throw new SettingError(problems);
  return values as Parts;
}

const smtp = {
  SMTP_URL: z
    .string()
    .regex(
      /^smtps?:\/\/[^\s/]+/,
      "set it to smtp://user:password@host:587, or smtps:// for TLS from the first byte",
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]+ <)?[^\s<>@]+@[^\s<>@]+>?$/, 'set it to an address, or "Name <address>"')
    .optional(),
  NEXTAUTH_URL: webUrl.optional(),
};

/**
 * Where mail goes, and the console's address that its links begin with. Without SMTP_URL mail stays in the outbox,
 * where the console shows it.
 */
export function mailEnvironment(variables: Variables = process.env): {
  smtp: { url: string; from: string } | null;
  consoleUrl: string | null;
} {
  const { SMTP_URL: url, MAIL_FROM: from, NEXTAUTH_URL } = read(smtp, variables);
  if (url && !from) throw new SettingError(["MAIL_FROM is not set: with SMTP_URL it names the sender."]);
  return { smtp: url && from ? { url, from } : null, consoleUrl: NEXTAUTH_URL?.replace(/\/+$/, "") ?? null };
}

/** Whether mail leaves at all. Whether its settings are whole, the worker says where it starts. */
export function hasMailServer(variables: Variables = process.env): boolean {
  return Boolean(variables.SMTP_URL);
}

/** What the gateway reads. Throws SettingError with one line for each variable that is absent or unusable. */
export function gatewayEnvironment(variables: Variables = process.env) {
  const [urls, flexchargeBaseUrls, key, secret, own] = together(
    () => databaseUrls(variables),
    () => flexchargeUrls(variables),
    () => encryptionKey(variables),
    () => gatewayTokenSecret(variables),
    () =>
      read(
        {
          GATEWAY_PORT: port.default(4000),
          GATEWAY_PUBLIC_URL: webUrls.optional(),
          ...pci,
          ...dataDir,
          ...ingest,
        },
        variables,
      ),
  );
  return {
    ...urls,
    flexchargeUrls: flexchargeBaseUrls,
    encryptionKey: key,
    tokenSecret: secret,
    /** As switchboard_ingest; undefined: transmits are inserted as the application's role. */
    ingestUrl: own.INGEST_DATABASE_URL,
    port: own.GATEWAY_PORT,
    /** As FlexCharge knows this gateway: what it signs its notices for (API sheet §2.13). */
    publicHosts: (own.GATEWAY_PUBLIC_URL ?? [`http://localhost:${own.GATEWAY_PORT}`]).map(
      (url) => new URL(url).host,
    ),
    dataDir: own.DATA_DIR,
    pciScopeAcknowledged: own.PCI_SCOPE_ACKNOWLEDGED === "1",
  };
}

/** What the worker reads. */
export function workerEnvironment(variables: Variables = process.env) {
  const [urls, flexchargeBaseUrls, key, own] = together(
    () => databaseUrls(variables),
    () => flexchargeUrls(variables),
    () => encryptionKey(variables),
    () => read({ WORKER_PORT: port.default(4020), ...dataDir }, variables),
  );
  return {
    ...urls,
    flexchargeUrls: flexchargeBaseUrls,
    encryptionKey: key,
    port: own.WORKER_PORT,
    dataDir: own.DATA_DIR,
  };
}

/** What the console reads beside next-auth's own variables. */
export function webEnvironment(variables: Variables = process.env) {
  const [urls, flexchargeBaseUrls, key, own] = together(
    () => databaseUrls(variables),
    () => flexchargeUrls(variables),
    () => encryptionKey(variables),
    () => read({ WEB_PORT: port.default(3000), ...dataDir }, variables),
  );
  return {
    ...urls,
    flexchargeUrls: flexchargeBaseUrls,
    encryptionKey: key,
    port: own.WEB_PORT,
    dataDir: own.DATA_DIR,
  };
}
