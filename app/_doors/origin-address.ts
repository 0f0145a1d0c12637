import { headers } from "next/headers";

/** The last entry is the one that our own proxy (or Next itself) wrote; earlier ones are the browser's claim. */
export function addressOf(forwardedFor: string | null | undefined): string {
  return forwardedFor?.split(",").at(-1)?.trim() || "unknown";
}

/** The address from which the request at hand came, for throttling; only its keyed hash is ever kept. */
export async function originAddress(): Promise<string> {
  return addressOf((await headers()).get("x-forwarded-for"));
}
