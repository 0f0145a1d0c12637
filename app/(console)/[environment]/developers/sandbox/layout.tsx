import type { ReactNode } from "react";
import { gate } from "#app/_doors/gate.ts";

/** Asked above the loading state too, so that a refusal is a real 403. */
export default async function Gated({ children }: { children: ReactNode }) {
  await gate({ permission: "switches.sandbox", side: "partner" });
  return children;
}
