import { createHmac } from "node:crypto";

/** What is kept of the address that a browser came from: enough to count, and nothing without the deployment's key. */
export function addressHash(address: string, addressKey: string): string {
  return createHmac("sha256", addressKey).update(address).digest("hex");
}
