import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { ClockPanel } from "#components/sandbox/clock-panel.tsx";
import { FaultsBanner } from "#components/sandbox/faults-banner.tsx";
import { FaultsPanel } from "#components/sandbox/faults-panel.tsx";
import { NoSandbox, SandboxFrame } from "#components/sandbox/sandbox-frame.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { getSandbox } from "#lib/sandbox/queries/get-sandbox.ts";
import { addSandboxFault, clearSandboxFaults, moveSandboxClock, setSandboxNotices } from "./actions.ts";

export const metadata: Metadata = { title: "Developers, sandbox" };

type Props = { params: Promise<{ environment: string }> };

/** What all merchants share: the sandbox's time, and what goes wrong in it on purpose. */
export default async function PartnerSandboxPage({ params }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "switches.sandbox", side: "partner" });
  const [standing, { timezone }] = await Promise.all([getSandbox(scope), getPartner(scope)]);
  const mayDrive = scope.permissions.has("sandbox.control");
  const root = `/${environment}`;
  const why = environment === "production" ? "production" : standing.kind;
  return (
    <SandboxFrame
      {...{ root, environment }}
      permissions={scope.permissions}
      sentence={`The stand-in that plays FlexCharge for test orders. What is set here acts for every merchant. Times in ${zoneWords(timezone)}.`}
    >
      {standing.kind !== "up" || why === "production" ? (
        <NoSandbox why={why === "up" ? "production" : why} root={root} />
      ) : (
        <>
          <FaultsBanner
            faults={standing.faults.length}
            noticeMode={standing.noticeMode}
            clear={mayDrive ? clearSandboxFaults : null}
          />
          <ClockPanel now={standing.now} zone={timezone} move={mayDrive ? moveSandboxClock : null} />
          {mayDrive && (
            <FaultsPanel
              faults={standing.faults}
              noticeMode={standing.noticeMode}
              addFault={addSandboxFault}
              setNoticeMode={setSandboxNotices}
            />
          )}
        </>
      )}
    </SandboxFrame>
  );
}
