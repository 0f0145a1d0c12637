import { partner } from "#db/schema/partner.ts";
import { byAttention } from "../rules.ts";
import type { Attention } from "../schema.ts";
import type { Look } from "./found.ts";
import { readLateApprovals, readNearExpiry, readSilentSites, readWebhookGaps } from "./read-orders.ts";
import {
  readFailingCredentials,
  readFailingEndpoints,
  readRejectedNotices,
  readStillStreams,
  readStuckTransmits,
} from "./read-traffic.ts";

/** Everything that needs somebody, as the transaction's tenant may see it; the deployment's own only for the partner. */
export async function readAttention(look: Look, { isPartner }: { isPartner: boolean }): Promise<Attention[]> {
  const [own] = isPartner ? await look.tx.select({ name: partner.name }).from(partner) : [];
  const found = await Promise.all([
    readFailingCredentials(look),
    readFailingEndpoints(look),
    readStuckTransmits(look),
    readLateApprovals(look),
    readNearExpiry(look),
    readRejectedNotices(look),
    readWebhookGaps(look),
    readSilentSites(look),
    own && look.merchantId === null ? readStillStreams(look, own.name) : [],
  ]);
  return found.flat().sort(byAttention);
}
