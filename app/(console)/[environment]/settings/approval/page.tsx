import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { SettingsTabs } from "#components/audit/settings-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ApprovalPolicyForm } from "#components/switching/approval-policy-form.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { changeApprovalPolicy } from "./actions.ts";

export const metadata: Metadata = { title: "Approval" };

/** Who decides what goes to production. */
export default async function ApprovalPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "switches.approve", side: "partner" });
  const { approvalPolicy, name } = await getPartner(scope);
  return (
    <Page>
      <PageHead
        title="Approval"
        tag={<EnvironmentTag environment={environment} />}
        sentence={
          <>
            Who decides what goes to Production, for every merchant of {name}.{" "}
            <Link className="underline" href={`/${environment}/activation/requests`}>
              Open requests
            </Link>
          </>
        }
      />
      <SettingsTabs root={`/${environment}`} current="approval" permissions={scope.permissions} />
      <ApprovalPolicyForm key={approvalPolicy} kept={approvalPolicy} change={changeApprovalPolicy} />
    </Page>
  );
}
