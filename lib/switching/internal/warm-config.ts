import { siteOfDescriptor } from "#lib/sites/rules.ts";
import type { MerchantConfig } from "../schema.ts";
import { configIndex } from "./config-index.ts";

/** Builds the look-ups of a configuration now, so that no order waits for them. */
export function warmConfig(merchant: MerchantConfig): void {
  configIndex(merchant);
  siteOfDescriptor(merchant, "");
}
