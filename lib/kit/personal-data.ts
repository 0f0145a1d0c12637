import type { Json } from "./json.ts";

/** Whole parts of a payload that are about the buyer, and names of single fields wherever they stand. */
const PERSONAL = new Set([
  ...["payer", "billinginformation", "shippinginformation", "billingaddress", "shippingaddress"],
  ...["devicedetails", "additionalfields", "extradata", "holdername", "customerip", "ipaddress", "ip"],
  ...["customer", "customerid", "customername", "customeremail", "customerphone", "birthdate"],
  ...["email", "secondaryemail", "phone", "phonenumber", "firstname", "lastname", "fullname"],
  ...["address", "address1", "address2", "addressline1", "addressline2", "zip", "zipcode", "postalcode"],
]);
const EMAIL = /[^\s@"<>,;]{1,64}@[^\s@"<>,;]{1,255}/g;

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
  // Also in words that only mention one.
  if (typeof value === "string") return value.replace(EMAIL, "•••");
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      PERSONAL.has(name.toLowerCase().replace(/[_-]/g, "")) ? "•••" : masked(item),
    ]),
  );
}
