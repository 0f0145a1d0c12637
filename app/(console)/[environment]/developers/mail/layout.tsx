import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { gate } from "#app/_doors/gate.ts";
import { hasMailServer } from "#lib/kit/env.ts";

/** Mail holds links that let people in: where it really leaves, nobody reads it here. */
export default async function Gated({ children }: { children: ReactNode }) {
  await gate({ side: "partner", permission: "members.write" });
  if (hasMailServer()) notFound();
  return children;
}
