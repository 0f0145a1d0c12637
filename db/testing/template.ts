import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { migrate } from "../migrate.ts";
import { databaseUrl } from "./database-url.ts";

const APP_PASSWORD = "switchboard-test";

/** Makes one migrated database that refuses connections, so that it can be cloned at any moment. */
export async function createTemplate(adminUrl: string): Promise<{ drop(): Promise<void> }> {
  const name = `template_${randomBytes(6).toString("hex")}`;
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await admin.unsafe(`CREATE DATABASE ${name}`);
    await migrate(databaseUrl(adminUrl, { database: name }), {
      appPassword: APP_PASSWORD,
      ingestPassword: APP_PASSWORD,
    });
    await admin.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
  process.env.TEST_DATABASE_TEMPLATE = name;
  process.env.TEST_DATABASE_APP_PASSWORD = APP_PASSWORD;
  return {
    async drop() {
      const closing = postgres(adminUrl, { max: 1 });
      await closing.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await closing.end();
    },
  };
}
