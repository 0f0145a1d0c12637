import type { TargetRefusal } from "#lib/kit/guarded-http.ts";

/** Why the settings were not written. */
export type AlertSettingsRefusal =
  | { reason: "URL_REFUSED"; cause: TargetRefusal }
  /** A secret belongs to an address. */
  | { reason: "NO_WEBHOOK" };

/** Nobody would hear a test: no address, and no admin. */
export type TestAlertRefusal = { reason: "NOBODY_TO_TELL" };
