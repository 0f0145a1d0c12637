import { forbidden, redirect } from "next/navigation";
import type { Permission } from "#lib/access/schema.ts";
import { gate } from "./gate.ts";

/** A navigation entry is no page of its own: it opens the first of its pages that the person may see. */
export async function openFirst(
  root: string,
  need: Parameters<typeof gate>[0],
  pages: readonly { path: string; permission: Permission }[],
): Promise<never> {
  const scope = await gate(need);
  const first = pages.find((page) => scope.permissions.has(page.permission));
  if (!first) forbidden();
  redirect(`${root}${first.path}`);
}
