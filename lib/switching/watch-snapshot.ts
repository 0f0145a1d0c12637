import type { Database } from "#db/client.ts";
import { watchConfig } from "#db/config-watch.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { systemScope } from "#lib/access/open-scope.ts";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { loadMerchants, loadPartner } from "./internal/load-config.ts";
import { warmConfig } from "./internal/warm-config.ts";
import type { MerchantConfig, PartnerConfig } from "./schema.ts";

/** Merchants of one read: bounds how long one statement runs in a deployment of thousands. */
const READ_AT_ONCE = 500;

export type SwitchSnapshot = {
  /** Resolves once every configuration is in memory; from then on no change is missed. */
  ready: Promise<void>;
  partner(): PartnerConfig;
  merchant(id: string): MerchantConfig | null;
  /** By FlexCharge's MID of the credentials in use. */
  merchantByMid(mid: string, environment: Environment): MerchantConfig | null;
  merchants(): MerchantConfig[];
  /** How old, at most, what memory knows can be. */
  ageMs(): number;
  stop(): Promise<void>;
};

type Held = {
  partner: PartnerConfig;
  merchants: ReadonlyMap<string, MerchantConfig>;
  byMid: Record<Environment, ReadonlyMap<string, MerchantConfig>>;
};

/**
 * Everything that decisions read, in memory: a decision never asks the database. A changed tenant is read anew at
 * its notification, at the latest after `pollMs` (P9), and replaced as a whole, so no decision sees half a change.
 */
export function watchSnapshot(options: {
  database: Database;
  /** A direct connection: LISTEN does not pass a pooler. */
  directUrl: string;
  pollMs?: number;
  onError?(error: unknown): void;
}): SwitchSnapshot {
  const scope = systemScope("gateway", { database: options.database });
  let held: Held | null = null;

  const apply = async (tenants: string[]) => {
    const ids = tenants.filter((tenant) => tenant !== PARTNER_TENANT);
    const partner =
      held && !tenants.includes(PARTNER_TENANT)
        ? held.partner
        : await inScope(scope, (tx) => loadPartner(tx));
    const merchants = new Map(held?.merchants);
    for (let from = 0; from < ids.length; from += READ_AT_ONCE) {
      const batch = ids.slice(from, from + READ_AT_ONCE);
      for (const id of batch) merchants.delete(id);
      for (const config of await inScope(scope, (tx) => loadMerchants(tx, batch))) {
        warmConfig(config);
        merchants.set(config.id, config);
      }
    }
    held = {
      partner,
      merchants,
      byMid: { sandbox: midsOf(merchants, "sandbox"), production: midsOf(merchants, "production") },
    };
  };

  const watch = watchConfig({
    url: options.directUrl,
    ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    onChange: apply,
    ...(options.onError ? { onError: options.onError } : {}),
  });
  const now = (): Held => {
    if (held === null) throw new Error("the switch snapshot was asked before it was ready");
    return held;
  };
  return {
    // An empty database names no tenant: the partner is read all the same.
    ready: watch.ready.then(() => (held ? undefined : apply([]))),
    partner: () => now().partner,
    merchant: (id) => now().merchants.get(id) ?? null,
    merchantByMid: (mid, environment) => now().byMid[environment].get(mid.toLowerCase()) ?? null,
    merchants: () => [...now().merchants.values()],
    ageMs: () => Date.now() - watch.lastSeenAt(),
    stop: () => watch.stop(),
  };
}

function midsOf(merchants: ReadonlyMap<string, MerchantConfig>, environment: Environment) {
  const mids = new Map<string, MerchantConfig>();
  for (const config of merchants.values()) {
    const { mid } = config.credentials[environment];
    if (mid) mids.set(mid.toLowerCase(), config);
  }
  return mids;
}
