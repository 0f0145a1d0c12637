import { startSandbox } from "./start-sandbox.ts";

/** The sandbox as a program: a stand-in FlexCharge, its sandbox and its production on two ports. */
async function main(): Promise<void> {
  const { env } = process;
  if (env.NODE_ENV === "production" && env.SANDBOX_ALLOW !== "1") {
    throw new Error(
      "The sandbox is a test double: it does not start with NODE_ENV=production unless SANDBOX_ALLOW=1.",
    );
  }
  if (!env.SANDBOX_DATABASE_URL) throw new Error("SANDBOX_DATABASE_URL is not set.");
  const sandbox = await startSandbox({
    databaseUrl: env.SANDBOX_DATABASE_URL,
    ports: {
      sandbox: portOf("SANDBOX_PORT", env.SANDBOX_PORT, 4010),
      production: portOf("SANDBOX_PRODUCTION_PORT", env.SANDBOX_PRODUCTION_PORT, 4011),
    },
  });
  console.log(`FlexCharge stand-in: sandbox ${sandbox.urls.sandbox}, production ${sandbox.urls.production}`);

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), 1_500).unref();
    void sandbox.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function portOf(name: string, text: string | undefined, otherwise: number): number {
  if (!text) return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} is not a port: ${text}`);
  return port;
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
