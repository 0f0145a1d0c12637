import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Default ports, by the variable that changes each. */
export const PORTS = {
  WEB_PORT: 3000,
  GATEWAY_PORT: 4000,
  WORKER_PORT: 4020,
  SANDBOX_PORT: 4010,
  SANDBOX_PRODUCTION_PORT: 4011,
};

const SECRETS = {
  SWITCHBOARD_ENCRYPTION_KEY: "base64",
  GATEWAY_TOKEN_SECRET: "base64",
  NEXTAUTH_SECRET: "base64",
  APP_DATABASE_PASSWORD: "base64url",
  INGEST_DATABASE_PASSWORD: "base64url",
};

/** The environment of every program beside its database addresses; what the caller has set always wins. */
export function readSettings(root, env = process.env) {
  const dataDir = path.resolve(root, env.DATA_DIR ?? ".data");
  const ports = {};
  for (const [name, fallback] of Object.entries(PORTS)) ports[name] = readPort(name, env[name], fallback);
  const local = (name) => `http://localhost:${ports[name]}`;
  return {
    dataDir,
    ports,
    urls: {
      web: local("WEB_PORT"),
      gateway: local("GATEWAY_PORT"),
      worker: local("WORKER_PORT"),
      sandbox: local("SANDBOX_PORT"),
      sandboxProduction: local("SANDBOX_PRODUCTION_PORT"),
    },
    environment: {
      NEXTAUTH_URL: local("WEB_PORT"),
      GATEWAY_PUBLIC_URL: local("GATEWAY_PORT"),
      FLEXCHARGE_SANDBOX_URL: local("SANDBOX_PORT"),
      FLEXCHARGE_PRODUCTION_URL: local("SANDBOX_PRODUCTION_PORT"),
      AUDIT_ANCHORS: path.join(dataDir, "audit-anchors.ndjson"),
      NEXT_TELEMETRY_DISABLED: "1",
      // contract.md: what is open in the demo is asked for at least every 15 s.
      OUTCOME_POLL_MIN_MS: "3000",
      OUTCOME_POLL_MAX_MS: "10000",
      WEBHOOK_ALLOW_LOOPBACK: "1",
      REQUIRE_SECOND_FACTOR: "0",
      ...env,
      ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
      DATA_DIR: dataDir,
    },
  };
}

/** The secrets of this installation: made once, kept in DATA_DIR/secrets.json (0600), overridden by the environment. */
export function readSecrets(dataDir, env = process.env) {
  fs.mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "secrets.json");
  const kept = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
  const secrets = {};
  for (const [name, encoding] of Object.entries(SECRETS)) {
    secrets[name] = kept[name] ?? randomBytes(32).toString(encoding);
  }
  if (Object.keys(secrets).some((name) => kept[name] === undefined)) {
    // Aside and renamed: a start that is killed here must not leave half a key ring over sealed credentials.
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(draft, file);
  }
  for (const name of Object.keys(secrets)) secrets[name] = env[name] || secrets[name];
  return secrets;
}

function readPort(name, value, fallback) {
  if (value === undefined || value === "") return fallback;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} is not a port: ${value}`);
  return port;
}

/** Reads the developer's own .env, if any; what the shell has set wins. */
export function loadDotEnv(root) {
  const file = path.join(root, ".env");
  if (fs.existsSync(file)) process.loadEnvFile(file);
}
