import { and, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { webhookSecrets } from "#db/schema/webhooks.ts";
import { openEndpointSecret } from "#lib/credentials/open-endpoint-secret.ts";
import type { Environment } from "#lib/terms.ts";
import { signingSecrets } from "../rules.ts";

/** Base64, as signing takes them. */
export type Signers = { secrets: string[]; leader: string };
export type Signing = { merchantId: string; environment: Environment; endpointId: string };

const KEPT_MAX = 5_000;

/**
 * Opens the secrets that sign now. Which are valid is read each time, so that a rotation counts at once; they
 * never change themselves and are kept in memory. What does not open is told, and stops no other endpoint.
 */
export function keepSecrets(onError: (of: Signing, error: unknown) => void) {
  const kept = new Map<string, string>();

  async function secretOf(tx: Transaction, of: Signing, row: { version: number; secret: Buffer }) {
    const name = `${of.endpointId}|${row.version}`;
    const known = kept.get(name);
    if (known) return known;
    const bytes = await openEndpointSecret(tx, { ...of, version: row.version }, row.secret);
    const secret = bytes.toString("base64");
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(name, secret);
    return secret;
  }

  /** By endpoint; one without a valid secret is absent. */
  return async function openSecrets(
    tx: Transaction,
    endpoints: readonly Signing[],
    now: Date,
  ): Promise<Map<string, Signers>> {
    const signers = new Map<string, Signers>();
    const wanted = [...new Map(endpoints.map((each) => [each.endpointId, each])).values()];
    if (wanted.length === 0) return signers;
    const rows = await tx
      .select()
      .from(webhookSecrets)
      .where(
        and(
          inArray(
            webhookSecrets.merchantId,
            wanted.map(({ merchantId }) => merchantId),
          ),
          inArray(
            webhookSecrets.endpointId,
            wanted.map(({ endpointId }) => endpointId),
          ),
        ),
      );
    for (const of of wanted) {
      const own = rows.filter(
        ({ merchantId, endpointId }) => merchantId === of.merchantId && endpointId === of.endpointId,
      );
      const signing = signingSecrets(own, now);
      if (!signing) continue;
      try {
        const secrets: string[] = [];
        for (const row of signing.valid) secrets.push(await secretOf(tx, of, row));
        signers.set(of.endpointId, { secrets, leader: secrets[signing.valid.indexOf(signing.leader)]! });
      } catch (error) {
        onError(of, error);
      }
    }
    return signers;
  };
}
