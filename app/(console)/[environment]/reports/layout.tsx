import type { ReactNode } from "react";
import { gate } from "#app/_doors/gate.ts";

/** Asked above the loading state too, so that to a merchant's people this is a real 404. */
export default async function Gated({ children }: { children: ReactNode }) {
  await gate({ side: "partner", permission: "reports.read" });
  return children;
}
