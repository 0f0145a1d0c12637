import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ActivationTabs } from "#components/switching/activation-tabs.tsx";
import { countInFlight } from "#lib/reports/queries.ts";
import { listChangeRequests } from "#lib/switching/queries/list-change-requests.ts";
import { getPartnerConfig, listMerchantBoard } from "#lib/switching/queries.ts";
import { MerchantModes } from "./_parts/merchant-modes.tsx";
import { PartnerHead } from "./_parts/partner-head.tsx";

type Props = { params: Promise<{ environment: string }>; searchParams: Promise<{ q?: string }> };

export const metadata: Metadata = { title: "Activation" };

/** Every merchant's channels at a glance, and the switch that stops them all. Modes are set in a merchant's matrix. */
export default async function PartnerActivationPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "switches.read", side: "partner" });
  const search = (await searchParams).q?.trim().slice(0, 100) ?? "";
  const [partner, rows, inFlight, requests] = await Promise.all([
    getPartnerConfig(scope),
    listMerchantBoard(scope, search ? { search } : {}),
    scope.permissions.has("orders.read") ? countInFlight(scope, { environment }) : [],
    listChangeRequests(scope, { open: true, limit: 200 }),
  ]);
  const may = { on: "kill.on", off: "kill.off", partner: "kill.partner" } as const;
  return (
    <Page>
      <PartnerHead
        tag={<EnvironmentTag environment={environment} />}
        partner={partner}
        inFlight={inFlight}
        now={scope.clock.now().toISOString()}
        mayStop={scope.permissions.has(may.partner) && scope.permissions.has(may.on)}
        maySwitchOn={scope.permissions.has(may.partner) && scope.permissions.has(may.off)}
      />
      <ActivationTabs root={`/${environment}`} current="matrix" openRequests={requests.length} />
      <MerchantModes environment={environment} rows={rows} search={search} />
    </Page>
  );
}
