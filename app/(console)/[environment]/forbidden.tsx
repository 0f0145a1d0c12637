import { currentVisit } from "#app/_doors/session.ts";
import { NoPermissionHere } from "#components/shell/no-permission-here.tsx";
import { Page } from "#components/shell/page.tsx";

/** What gate() shows when the person's role does not hold the page's permission. */
export default async function ForbiddenHere() {
  const found = await currentVisit();
  return <Page>{found && <NoPermissionHere role={found.user.role} />}</Page>;
}
