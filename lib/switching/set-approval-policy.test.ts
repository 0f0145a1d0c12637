import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { MERCHANT_ROLES, PARTNER_ROLES, PARTNER_TENANT } from "#lib/terms.ts";
import { setApprovalPolicy } from "./set-approval-policy.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());

const SECOND = { approvalPolicy: "second_person", reason: "We are more than two now" } as const;

test("an admin changes the approval policy with a reason, and the audit says from what to what", async () => {
  const admin = world.person("admin");
  expect(await setApprovalPolicy(admin, { ...SECOND, reason: "short" })).toMatchObject({
    reason: "REASON_REQUIRED",
  });
  expect(await setApprovalPolicy(admin, SECOND)).toEqual({ ok: true, value: { changed: true } });
  expect(await setApprovalPolicy(admin, SECOND)).toEqual({ ok: true, value: { changed: false } });
  expect((await getPartner(admin)).approvalPolicy).toBe("second_person");
  const entries = await inScope(world.system, (tx) =>
    tx
      .select()
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.merchantId, PARTNER_TENANT),
          eq(auditEntries.action, "partner.set_approval_policy"),
        ),
      ),
  );
  expect(entries.map(({ before, after, reason }) => [before, after, reason])).toEqual([
    ['{"approvalPolicy":"none"}', '{"approvalPolicy":"second_person"}', SECOND.reason],
  ]);
});

test("nobody but an admin changes it", async () => {
  const merchant = await world.merchant("Lumen");
  for (const role of [...PARTNER_ROLES, ...MERCHANT_ROLES].filter((each) => each !== "admin")) {
    const tenant = role.startsWith("merchant_") ? merchant.id : PARTNER_TENANT;
    await expect(setApprovalPolicy(world.person(role, tenant), SECOND)).rejects.toBeInstanceOf(
      PermissionError,
    );
  }
  await expect(setApprovalPolicy(world.partnerKey(), SECOND)).rejects.toBeInstanceOf(PermissionError);
});
