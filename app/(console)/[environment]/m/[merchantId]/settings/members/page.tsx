import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { SettingsTabs } from "#components/audit/settings-tabs.tsx";
import { ShowMembers } from "../../../../../_parts/members/show-members.tsx";

export const metadata: Metadata = { title: "Members" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function MerchantMembersPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "members.write", merchantId });
  const { name, timezone } = await currentWorkspace(merchantId);
  const root = `/${environment}/m/${merchantId}`;
  return (
    <ShowMembers
      {...{ scope, environment, merchantId }}
      homeName={name}
      zone={timezone}
      tabs={<SettingsTabs root={root} current="members" permissions={scope.permissions} />}
    />
  );
}
