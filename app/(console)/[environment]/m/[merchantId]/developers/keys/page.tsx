import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { CreateKeyDialog } from "#components/credentials/create-key-dialog.tsx";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { KeysTable } from "#components/credentials/keys-table.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listApiKeys } from "#lib/access/queries.ts";
import { createMerchantKey, revokeMerchantKey, rotateMerchantKey } from "./actions.ts";

export const metadata: Metadata = { title: "API keys" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function MerchantKeysPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "keys.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const keys = await orNotFound(listApiKeys(scope, merchantId));
  const mayWrite = scope.permissions.has("keys.write");
  return (
    <Page>
      <PageHead
        title="API keys"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`With these the checkout of ${merchant.name} calls the gateway. The key's prefix tells test from live.`}
        actions={
          mayWrite && (
            <CreateKeyDialog
              ownerId={merchantId}
              ownerName={merchant.name}
              environment={environment}
              zone={merchant.timezone}
              create={createMerchantKey}
            />
          )
        }
      />
      <DeveloperTabs
        root={`/${environment}/m/${merchantId}`}
        current="keys"
        permissions={scope.permissions}
      />
      <KeysTable
        keys={keys}
        zone={merchant.timezone}
        now={scope.clock.now()}
        revoke={mayWrite ? revokeMerchantKey : null}
        rotate={mayWrite ? rotateMerchantKey : null}
        empty="Create one for the checkout's servers; begin with a sandbox key and a test order."
      />
    </Page>
  );
}
