import { randomBytes } from "node:crypto";
import postgres from "postgres";

/** An empty database of a test file's own on the server that vitest's global setup provides. */
export async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const adminUrl = process.env.TEST_DATABASE_ADMIN_URL;
  if (!adminUrl) throw new Error("TEST_DATABASE_ADMIN_URL is not set: run the test through vitest.");
  const name = `fc_${randomBytes(6).toString("hex")}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await run(adminUrl, `create database ${name}`);
  return { url: url.href, drop: () => run(adminUrl, `drop database if exists ${name} with (force)`) };
}

async function run(adminUrl: string, statement: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    // The built-in template is briefly in use while another clone of it starts: try until it is free.
    for (let attempt = 1; ; attempt += 1) {
      const failed = await admin.unsafe(statement).then(
        () => null,
        (error: postgres.PostgresError) => error,
      );
      if (!failed) return;
      if (failed.code !== "55006" || attempt === 50) throw failed;
      await admin`select pg_sleep(0.05)`;
    }
  } finally {
    await admin.end();
  }
}
