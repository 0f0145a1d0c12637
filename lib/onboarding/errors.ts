import type { ApplicationState } from "#lib/terms.ts";
import type { Field } from "./schema.ts";

/** Why an application was not changed. Nothing was written. */
export type ApplicationRefusal =
  /** One that is neither declined nor cancelled stands already. */
  | { reason: "APPLICATION_EXISTS"; applicationId: string }
  /** The merchant was archived. */
  | { reason: "ARCHIVED" }
  /** Not while the application is in this state. */
  | { reason: "WRONG_STATE"; state: ApplicationState }
  /** Only the asked fields are open. */
  | { reason: "NOT_ASKED"; fields: string[] }
  /** Somebody else changed it: who, when, and the version that stands now. */
  | { reason: "VERSION_CONFLICT"; version: number; byName: string; at: string }
  | { reason: "MISSING_FIELDS"; missing: Field[] }
  /** Submitting is partner staff's under this merchant's activation policy. */
  | { reason: "STAFF_SUBMITS" }
  | { reason: "UNKNOWN_DOCUMENT" }
  | { reason: "DOCUMENT_TYPE"; found: string | null }
  | { reason: "DOCUMENT_TOO_LARGE" | "DOCUMENT_EMPTY" | "TOO_MANY_DOCUMENTS" }
  /** The partner's own FlexCharge account has no verified credentials in this environment. */
  | { reason: "NO_PARTNER_ACCOUNT" }
  /** FlexCharge's own words. */
  | { reason: "FLEXCHARGE_REFUSED"; cause: string }
  /** FlexCharge gave no certain answer: it is asked again, nothing is sent twice. */
  | { reason: "NOT_CERTAIN"; cause: string };

export type RefusalOf<Reason extends ApplicationRefusal["reason"]> = Extract<
  ApplicationRefusal,
  { reason: Reason }
>;

/** Why an import was not begun or moved on. Nothing was written. */
export type ImportRefusal =
  | { reason: "NOT_CSV"; cause: string }
  | { reason: "MISSING_COLUMNS"; missing: string[] }
  | { reason: "TOO_MANY_ROWS"; most: number }
  | { reason: "NO_ROWS" }
  /** Carried out, cancelled or failed already. */
  | { reason: "WRONG_STATE"; state: string };
