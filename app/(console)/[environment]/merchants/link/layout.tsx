import type { ReactNode } from "react";
import { gate } from "#app/_doors/gate.ts";

/** Asked above the loading state too, so that who may not link gets a real 403. */
export default async function Gated({ children }: { children: ReactNode }) {
  await gate({ side: "partner", permission: "merchants.write" });
  return children;
}
