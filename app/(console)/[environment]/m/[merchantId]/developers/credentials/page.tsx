import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { CredentialColumn } from "#components/credentials/credential-column.tsx";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listCredentials } from "#lib/credentials/queries.ts";
import { ENVIRONMENTS } from "#lib/terms.ts";
import { discardSet, enterAndVerify, verifyNow } from "./actions.ts";

export const metadata: Metadata = { title: "FlexCharge credentials" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function CredentialsPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "credentials.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const sets = await orNotFound(listCredentials(scope, merchantId));
  const mayWrite = scope.permissions.has("credentials.write");
  return (
    <Page>
      <PageHead
        title="FlexCharge credentials"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${merchant.name}'s own account, one set for each environment. Secrets are sealed and never shown again.`}
      />
      <DeveloperTabs
        root={`/${environment}/m/${merchantId}`}
        current="credentials"
        hasCredentials
        hasKeys={scope.permissions.has("keys.read")}
      />
      <div className="grid gap-x-10 gap-y-8 min-[960px]:grid-cols-2">
        {ENVIRONMENTS.map((one) => (
          <CredentialColumn
            key={one}
            merchantId={merchantId}
            environment={one}
            cards={sets.filter((set) => set.environment === one && set.state !== "revoked")}
            sites={[]}
            zone={merchant.timezone}
            mayWrite={mayWrite}
            actions={{ enter: enterAndVerify, verify: verifyNow, discard: discardSet }}
          />
        ))}
      </div>
      {!mayWrite && (
        <p className="text-ink-2">
          Your role reads credentials. Operators, admins and merchant admins enter them.
        </p>
      )}
    </Page>
  );
}
