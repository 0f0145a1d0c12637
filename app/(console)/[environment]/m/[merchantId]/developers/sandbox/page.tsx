import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { CheckoutList } from "#components/sandbox/checkout-list.tsx";
import { ClockPanel } from "#components/sandbox/clock-panel.tsx";
import { FaultsBanner } from "#components/sandbox/faults-banner.tsx";
import { NoSandbox, SandboxFrame } from "#components/sandbox/sandbox-frame.tsx";
import { ScenarioTable } from "#components/sandbox/scenario-table.tsx";
import { SeenCalls } from "#components/sandbox/seen-calls.tsx";
import { LivePage } from "#components/shell/live-page.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { getSandbox, hostedCheckoutUrl, listSandboxCalls } from "#lib/sandbox/queries/get-sandbox.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { runSandboxScenario } from "./actions.ts";

export const metadata: Metadata = { title: "Developers, sandbox" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

/** A merchant's test orders: scenarios to run from a site, hosted checkouts, and what FlexCharge's side saw. */
export default async function MerchantSandboxPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "switches.sandbox", merchantId });
  const root = `/${environment}/m/${merchantId}`;
  const [{ timezone: zone }, { merchant }, standing] = await Promise.all([
    currentWorkspace(merchantId),
    getMatrix(scope, merchantId),
    getSandbox(scope),
  ]);
  const { mid } = merchant.credentials.sandbox;
  const calls = mid ? await listSandboxCalls(scope, mid) : [];
  const sites = merchant.sites.filter(({ archived }) => !archived);
  const why = environment === "production" ? "production" : standing.kind;
  return (
    <SandboxFrame
      {...{ root, environment }}
      permissions={scope.permissions}
      sentence={`Test orders of ${merchant.name} as a checkout would send them. Switches and keys decide as always. Times in ${zoneWords(zone)}.`}
    >
      {standing.kind !== "up" || why === "production" ? (
        <NoSandbox why={why === "up" ? "production" : why} root={root} />
      ) : (
        <>
          <LivePage href={`${root}/developers/sandbox/fresh`} fingerprint={String(calls[0]?.sequence ?? 0)} />
          <FaultsBanner faults={standing.faults.length} noticeMode={standing.noticeMode} clear={null} />
          <div className="flex gap-8 max-xl:flex-col">
            <div className="flex min-w-0 flex-1 flex-col gap-6">
              <ScenarioTable
                {...{ root, merchantId }}
                sites={sites.map(({ id, name }) => ({ id, label: name }))}
                run={runSandboxScenario}
              />
              <CheckoutList
                sites={sites.map(({ id, name, siteIds }) => ({
                  id,
                  label: name,
                  url: mid && siteIds.sandbox ? hostedCheckoutUrl(mid, siteIds.sandbox) : null,
                }))}
              />
              <ClockPanel now={standing.now} zone={zone} move={null} />
            </div>
            <div className="w-80 shrink-0 max-xl:w-full">
              <SeenCalls calls={calls} zone={zone} />
            </div>
          </div>
        </>
      )}
    </SandboxFrame>
  );
}
