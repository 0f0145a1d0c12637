/** An amount of FlexCharge's in minor units; null for what is no amount, a broken one among them. */
export function minorOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
