import { eq } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { invitations } from "#db/schema/onboarding.ts";
import type { Clock } from "#lib/kit/clock.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import type { Role } from "#lib/terms.ts";
import { inScope } from "../in-scope.ts";
import { type InvitationRefusal, invitationRefusal } from "../internal/invitation-state.ts";
import { tenantName } from "../internal/tenant-name.ts";
import { systemScope } from "../open-scope.ts";

export type FoundInvitation = {
  purpose: "member" | "reset";
  home: string;
  email: string;
  name: string;
  role: Role;
  invitedByName: string;
  expiresAt: Date;
};

/** What the holder of a link sees before choosing a password, or why the link opens nothing. */
export async function findInvitation(
  token: string,
  around: { database?: Database; clock?: Clock } = {},
): Promise<{ ok: true; value: FoundInvitation } | ({ ok: false } & InvitationRefusal)> {
  const scope = systemScope("web", around);
  return inScope(scope, async (tx) => {
    const [row] = await tx
      .select()
      .from(invitations)
      .where(eq(invitations.tokenHash, sha256(token)));
    const refused = invitationRefusal(row, scope.clock.now());
    if (refused || !row) return { ok: false, ...(refused ?? { reason: "INVITATION_UNKNOWN" as const }) };
    const { purpose, email, name, role, invitedByName, expiresAt } = row;
    const home = await tenantName(tx, row.merchantId);
    return { ok: true, value: { purpose, home, email, name, role, invitedByName, expiresAt } };
  });
}
