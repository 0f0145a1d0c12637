import type { Handler } from "hono";
import { requirePermission } from "#lib/access/open-scope.ts";
import { mayKeyKill } from "#lib/switching/rules.ts";
import { setKillSwitch } from "#lib/switching/set-kill-switch.ts";
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
    // Before anything is looked up: a key without the right must not learn what another merchant has.
    requirePermission(c.get("scope"), body.value.on ? "kill.on" : "kill.off");
    const reached = snapshot.merchants().filter((merchant) => {
      if (scope === "partner") return true;
      return scope === "merchant" ? merchant.id === id : merchant.sites.some((site) => site.id === id);
    });
    const siteId = scope === "site" ? (id ?? null) : null;
    if (!mayKeyKill(c.get("key").environment, reached, siteId)) {
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
