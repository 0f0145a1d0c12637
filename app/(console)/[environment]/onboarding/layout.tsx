import type { ReactNode } from "react";
import { gate } from "#app/_doors/gate.ts";

/** Asked above the loading state too, so that a refusal is a real 404. */
export default async function PartnerSide({ children }: { children: ReactNode }) {
  await gate({ side: "partner", permission: "merchants.read" });
  return children;
}
