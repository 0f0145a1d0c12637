import type { Handler } from "hono";
import { cellState } from "#lib/switching/rules.ts";
import type { MerchantConfig, PartnerConfig } from "#lib/switching/schema.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";
import { CHANNELS } from "#lib/terms.ts";
import type { GatewayDeps, GatewayEnv } from "../deps.ts";
import { authenticated } from "../middleware/authenticate.ts";
import { killSwitchBody } from "../wire/management-bodies.ts";
import { problem } from "../wire/problem-json.ts";
import { readManagementBody } from "../wire/read-management-body.ts";

/** PUT /api/v1/kill-switch (contract.md): stops new evaluates of the partner, a merchant or a site, or lets them go on. */
export function killSwitchRoute({ limits, snapshot }: GatewayDeps): Handler<GatewayEnv> {
  return authenticated(async (c) => {
    c.set("route", "kill-switch");
    const body = await readManagementBody(c, killSwitchBody, limits.bodyBytesMax);
    if (!body.ok) return body.response;
    const { scope, id } = body.value;
    const reached = snapshot.merchants().filter((merchant) => {
      if (scope === "partner") return true;
      return scope === "merchant" ? merchant.id === id : merchant.sites.some((site) => site.id === id);
    });
    const live = () =>
      reached.some((merchant) => isLive(snapshot.partner(), merchant, scope === "site" ? id : undefined));
    if (c.get("key").environment === "sandbox" && live()) {
      return problem(c, 403, "KEY_ENVIRONMENT", "A sandbox key does not touch what is in production.");
    }
    const result = await setKillSwitch(c.get("scope"), body.value);
    if (result.ok) return c.json({ ...result.value, on: body.value.on });
    if (result.reason === "OBSERVED") {
      return problem(c, 422, result.reason, "This merchant talks to FlexCharge itself.", { missing: [] });
    }
    const detail = `Give a reason of at least ${result.min} characters.`;
    return problem(c, 400, result.reason, detail, { fields: ["reason"] });
  });
}

/** Whether a production mode is in effect anywhere in the merchant, or at one of its sites. */
function isLive(partner: PartnerConfig, merchant: MerchantConfig, siteId: string | undefined): boolean {
  const places = [
    ...merchant.sites.map((site) => ({ scope: "site" as const, id: site.id, siteId: site.id })),
    ...merchant.campaigns.map((campaign) => ({
      scope: "campaign" as const,
      id: campaign.id,
      siteId: campaign.siteId,
    })),
  ].filter((place) => siteId === undefined || place.siteId === siteId);
  return places.some((place) =>
    CHANNELS.some(
      (channel) => cellState(partner, merchant, place.scope, place.id, channel).effective === "production",
    ),
  );
}
