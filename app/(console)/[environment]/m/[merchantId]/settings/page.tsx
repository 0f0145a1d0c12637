import { environmentOf } from "#app/_doors/gate.ts";
import { openFirst } from "#app/_doors/open-first.ts";

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function MerchantSettingsEntry({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  return openFirst(`/${environmentOf(segment)}/m/${merchantId}`, { merchantId }, [
    { path: "/settings/audit", permission: "audit.read" },
    { path: "/settings/members", permission: "members.write" },
  ]);
}
