/** Why a merchant was not changed. Nothing was written. */
export type MerchantRefusal =
  /** The person is unknown, disabled, or another merchant's. */
  | { reason: "UNKNOWN_PERSON" }
  /** Nothing is sent for a merchant without a FlexCharge account: it becomes active by linking one. */
  | { reason: "ACCOUNT_NOT_LINKED" }
  /** A merchant is linked by credentials that FlexCharge accepted. */
  | { reason: "CREDENTIALS_NOT_VERIFIED" }
  | { reason: "ARCHIVED" };
