import type { Json } from "./json.ts";

/** Whole parts of a payload that are about the buyer, and names of single fields wherever they stand. */
const PERSONAL = new Set([
  ...["payer", "billinginformation", "shippinginformation", "billingaddress", "shippingaddress"],
  ...["devicedetails", "additionalfields", "holdername", "customerip", "ipaddress"],
  ...["email", "secondaryemail", "phone", "firstname", "lastname"],
]);

/** A stored payload without the customer in it; what is not JSON is left out. */
export function maskPersonalData(payload: string | null): string | null {
  if (payload === null) return null;
  try {
    return JSON.stringify(masked(JSON.parse(payload) as Json));
  } catch {
    return null;
  }
}

function masked(value: Json): Json {
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      PERSONAL.has(name.toLowerCase()) ? "•••" : masked(item),
    ]),
  );
}
