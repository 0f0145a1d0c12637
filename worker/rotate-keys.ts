import { sharedDatabase } from "#lib/access/open-scope.ts";
import { rotateAllKeys } from "#lib/credentials/jobs.ts";

// `npm run keys:rotate`: wraps every data key under SWITCHBOARD_ENCRYPTION_KEY (opening those of
// SWITCHBOARD_ENCRYPTION_KEY_PREVIOUS) and seals every secret under a new data key, while everything runs.
const database = sharedDatabase();
try {
  const { tenants, rewrapped, resealed } = await rotateAllKeys(database);
  console.log(
    `${tenants} tenants: ${rewrapped} data keys wrapped anew, ${resealed} rows sealed under new ones`,
  );
} finally {
  await database.close();
}
