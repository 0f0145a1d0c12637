import { partner } from "#db/schema/partner.ts";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import type { ApprovalPolicy } from "#lib/terms.ts";

/** The partner that runs this deployment. Throws NotFoundError before it is set up. */
export async function getPartner(
  scope: Scope,
): Promise<{ name: string; timezone: string; approvalPolicy: ApprovalPolicy }> {
  const [own] = await inScope(scope, (tx) => tx.select().from(partner));
  if (!own) throw new NotFoundError("Partner");
  const { name, timezone, approvalPolicy } = own;
  return { name, timezone, approvalPolicy };
}
