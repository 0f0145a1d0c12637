import { environmentOf, gate } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { momentInZone, wallClock } from "#components/webhooks/moment-in-zone.ts";
import type { TabCounts } from "#components/webhooks/webhooks-frame.tsx";
import type { Scope } from "#lib/access/open-scope.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { countNotices } from "#lib/notices/queries/count-notices.ts";
import { listWebhookGaps } from "#lib/orders/queries/list-webhook-gaps.ts";
import type { Environment } from "#lib/terms.ts";
import { countDead } from "#lib/webhooks/queries/count-dead.ts";
import { countEndpoints } from "#lib/webhooks/queries/count-endpoints.ts";

/** A workspace's address: of a merchant, or of the partner. */
export type WebhooksPlace = { environment: string; merchantId?: string };

export type OpenWebhooks = {
  scope: Scope;
  environment: Environment;
  merchantId: string | undefined;
  root: string;
  /** The merchant's or the partner's name. */
  of: string;
  reader: { zone: string; now: string };
  /** On the partner's pages; null on a merchant's own. */
  merchants: { id: string; label: string }[] | null;
  counts: TabCounts;
};

const GAP_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The period in which gaps are looked at. */
export function gapPeriod(now: Date): { from: Date; to: Date } {
  return { from: new Date(now.getTime() - GAP_DAYS * DAY_MS), to: now };
}

/** The door of every page of webhooks, and what stands on each of them. */
export async function openWebhooks(place: WebhooksPlace): Promise<OpenWebhooks> {
  const environment = environmentOf(place.environment);
  const { merchantId } = place;
  const scope = await gate(
    merchantId
      ? { permission: "webhooks.read", merchantId }
      : { permission: "webhooks.read", side: "partner" },
  );
  const now = scope.clock.now();
  const whose = merchantId ? await merchantsOwn(merchantId) : await partners(scope);
  const where = { environment, merchantId };
  const today = momentInZone(`${wallClock(now, whose.zone).slice(0, 10)}T00:00`, whose.zone) ?? now;
  const [out, came, gaps, dead] = await Promise.all([
    countEndpoints(scope, where),
    countNotices(scope, { ...where, from: today }),
    listWebhookGaps(scope, { ...where, ...gapPeriod(now) }, { limit: 1 }),
    countDead(scope, where),
  ]);
  return {
    ...{ scope, environment, merchantId },
    root: merchantId ? `/${environment}/m/${merchantId}` : `/${environment}`,
    of: whose.name,
    reader: { zone: whose.zone, now: now.toISOString() },
    merchants: whose.merchants,
    counts: { out, in: came, gaps: gaps.totals.reduce((sum, { missing }) => sum + missing, 0), dead },
  };
}

async function merchantsOwn(merchantId: string) {
  const { name, timezone } = await currentWorkspace(merchantId);
  return { name, zone: timezone, merchants: null };
}

async function partners(scope: Scope) {
  const { partner, merchants } = await listWorkspaces(scope);
  return {
    name: partner.name,
    zone: partner.timezone,
    merchants: merchants.map(({ id, name }) => ({ id, label: name })),
  };
}
