import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { TransmitsOverview } from "#components/transmits/transmits-overview.tsx";
import { TRANSMIT_TROUBLE_STATES } from "#lib/terms.ts";
import { listTransmitTroubles } from "#lib/transmits/queries.ts";
import { readPayload, replayAll, replayOne } from "./actions.ts";

export const metadata: Metadata = { title: "Transmits" };

type Props = { params: Promise<{ environment: string; merchantId: string }>; searchParams: SearchParams };

export default async function MerchantTransmitsPage({ params, searchParams }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "orders.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const asked = oneOf(await searchParams, ["state"]);
  const state = TRANSMIT_TROUBLE_STATES.find((one) => one === asked.state);
  const found = await listTransmitTroubles(scope, { environment, merchantId, state });
  return (
    <TransmitsOverview
      root={`/${environment}/m/${merchantId}`}
      environment={environment}
      merchantId={merchantId}
      permissions={scope.permissions}
      zone={merchant.timezone}
      found={found}
      isFiltered={state !== undefined}
      actions={{ replay: replayOne, replayAll, readPayload }}
    />
  );
}
