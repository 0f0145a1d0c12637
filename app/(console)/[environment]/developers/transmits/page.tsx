import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { TransmitsOverview } from "#components/transmits/transmits-overview.tsx";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { TRANSMIT_TROUBLE_STATES } from "#lib/terms.ts";
import { listTransmitTroubles } from "#lib/transmits/queries.ts";
import { readPayload, replayAll, replayOne } from "./actions.ts";

export const metadata: Metadata = { title: "Transmits" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function PartnerTransmitsPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "orders.read", side: "partner" });
  const asked = oneOf(await searchParams, ["state"]);
  const state = TRANSMIT_TROUBLE_STATES.find((one) => one === asked.state);
  const [found, { partner }] = await Promise.all([
    listTransmitTroubles(scope, { environment, state }),
    listWorkspaces(scope),
  ]);
  return (
    <TransmitsOverview
      root={`/${environment}`}
      environment={environment}
      permissions={scope.permissions}
      zone={partner.timezone}
      found={found}
      isFiltered={state !== undefined}
      actions={{ replay: replayOne, replayAll, readPayload }}
    />
  );
}
