import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { CreateKeyDialog } from "#components/credentials/create-key-dialog.tsx";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { KeysTable } from "#components/credentials/keys-table.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listApiKeys } from "#lib/access/queries.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { createPartnerKey, revokePartnerKey, rotatePartnerKey } from "./actions.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function PartnerKeysPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "keys.read", side: "partner" });
  const [keys, { partner }] = await Promise.all([listApiKeys(scope, PARTNER_TENANT), listWorkspaces(scope)]);
  // A partner-wide key may stop and start everything, so only those who may do that themselves make one.
  const mayWrite = (["keys.write", "kill.off", "kill.partner"] as const).every((one) =>
    scope.permissions.has(one),
  );
  return (
    <Page>
      <PageHead
        title="API keys"
        tag={<EnvironmentTag environment={environment} />}
        sentence={
          <>
            Partner-wide pairs: <code className="font-mono text-code">mid</code> in the body picks the
            merchant. The key's prefix tells test from live.
          </>
        }
        actions={
          mayWrite && (
            <CreateKeyDialog
              ownerId={PARTNER_TENANT}
              ownerName={`every merchant of ${partner.name}`}
              environment={environment}
              zone={partner.timezone}
              create={createPartnerKey}
            />
          )
        }
      />
      <DeveloperTabs root={`/${environment}`} current="keys" permissions={scope.permissions} />
      <KeysTable
        keys={keys}
        zone={partner.timezone}
        now={scope.clock.now()}
        revoke={mayWrite ? revokePartnerKey : null}
        rotate={mayWrite ? rotatePartnerKey : null}
        empty="A partner-wide key lets one checkout platform call the gateway for all merchants."
      />
      {!mayWrite && <p className="text-ink-2">Partner-wide keys are created and revoked by admins.</p>}
    </Page>
  );
}
