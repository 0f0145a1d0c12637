import { Hono } from "hono";
import type { Folded } from "../case-insensitive.ts";
import { booleanAt, isObject, textAt } from "../case-insensitive.ts";
import type { MerchantSettings, MitMode } from "../merchants.ts";
import { describeMerchant, saveMerchant } from "../merchants.ts";
import type { SandboxEnv } from "../seen-calls.ts";
import { isDeliverable } from "../webhooks.ts";
import type { World } from "../world.ts";
import { readBody, refuse } from "./control-answer.ts";

/** Accounts: what FlexCharge's own portal and support would set. */
export function merchantControls(world: World): Hono<SandboxEnv> {
  const control = new Hono<SandboxEnv>();

  control.post("/", async (c) => {
    const body = await readBody(c);
    const settings = readSettings(body);
    if (typeof settings === "string") return refuse(c, settings);
    return c.json(await saveMerchant(world, textAt(body, "mid") ?? undefined, settings));
  });

  control.get("/:mid", async (c) => {
    const merchant = await describeMerchant(world, c.req.param("mid"));
    return merchant ? c.json(merchant) : refuse(c, "Merchant not found.", 404);
  });

  control.put("/:mid", async (c) => {
    const settings = readSettings(await readBody(c));
    if (typeof settings === "string") return refuse(c, settings);
    if (!(await describeMerchant(world, c.req.param("mid")))) return refuse(c, "Merchant not found.", 404);
    return c.json(await saveMerchant(world, c.req.param("mid"), settings));
  });
  return control;
}

const texts = {
  name: "name",
  appkey: "app_key",
  appsecret: "app_secret",
  tokenizationkey: "tokenization_key",
  webhookkey: "webhook_key",
} as const;

function readSettings(body: Folded): MerchantSettings | string {
  const settings: MerchantSettings = {};
  for (const [name, column] of Object.entries(texts)) {
    const value = textAt(body, name);
    if (value !== null) settings[column] = value;
  }
  const mitMode = textAt(body, "mitMode")?.toLowerCase();
  if (mitMode && mitMode !== "managed" && mitMode !== "sync") return "mitMode is managed or sync.";
  if (mitMode) settings.mit_mode = mitMode as MitMode;
  const mitEnabled = booleanAt(body, "mitEnabled");
  if (mitEnabled != null) settings.mit_enabled = mitEnabled;
  const authCapture = booleanAt(body, "authCapture");
  if (authCapture != null) settings.auth_capture = authCapture;
  const isPartner = booleanAt(body, "isPartner");
  if (isPartner != null) settings.is_partner = isPartner;
  const partnerMid = textAt(body, "partnerMid");
  if (partnerMid !== null) settings.partner_mid = partnerMid.toLowerCase();
  if (body.webhookurl !== undefined) {
    const address = textAt(body, "webhookUrl");
    if (address !== null && !isDeliverable(address)) {
      return "webhookUrl is https, or plain http on this machine.";
    }
    settings.webhook_url = address;
  }
  if (body.partialrefundlimit !== undefined) {
    const limit = body.partialrefundlimit;
    if (limit !== null && !(typeof limit === "number" && limit >= 0 && limit <= 1)) {
      return "partialRefundLimit is a share from 0 to 1, or null.";
    }
    settings.partial_refund_limit = limit;
  }
  const sites = Array.isArray(body.sites) ? body.sites.filter(isObject) : [];
  settings.sites = sites.map((site) => ({
    id: textAt(site, "id") ?? undefined,
    name: textAt(site, "name") ?? "Site",
    url: textAt(site, "url"),
    descriptor: textAt(site, "descriptor"),
  }));
  return settings;
}
