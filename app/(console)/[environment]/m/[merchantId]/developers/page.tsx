import { environmentOf } from "#app/_doors/gate.ts";
import { openFirst } from "#app/_doors/open-first.ts";

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function MerchantDevelopersEntry({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  return openFirst(`/${environmentOf(segment)}/m/${merchantId}`, { merchantId }, [
    { path: "/developers/credentials", permission: "credentials.read" },
    { path: "/developers/keys", permission: "keys.read" },
    { path: "/developers/webhooks", permission: "webhooks.read" },
    { path: "/developers/transmits", permission: "orders.settle" },
    { path: "/developers/logs", permission: "logs.read" },
  ]);
}
