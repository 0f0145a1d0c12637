import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { SettingsTabs } from "#components/audit/settings-tabs.tsx";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { ShowMembers } from "../../../_parts/members/show-members.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function PartnerMembersPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "members.write", side: "partner" });
  const { name, timezone } = await getPartner(scope);
  return (
    <ShowMembers
      {...{ scope, environment }}
      merchantId={PARTNER_TENANT}
      homeName={name}
      zone={timezone}
      tabs={<SettingsTabs root={`/${environment}`} current="members" permissions={scope.permissions} />}
    />
  );
}
