import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import {
  askForThem,
  discardSet,
  enterAndVerify,
  moveCutOver,
  verifyNow,
} from "#app/(console)/_parts/credentials/actions.ts";
import { CredentialColumn } from "#components/credentials/credential-column.tsx";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { listCredentials } from "#lib/credentials/queries.ts";
import { findPartnerName } from "#lib/merchants/queries/find-partner-name.ts";
import { getMerchant } from "#lib/merchants/queries/get-merchant.ts";
import { listSites } from "#lib/sites/queries.ts";
import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { AccountTable } from "../../_parts/account-table.tsx";

export const metadata: Metadata = { title: "FlexCharge credentials" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function CredentialsPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "credentials.read", merchantId });
  const [merchant, sets, sites, partner] = await Promise.all([
    orNotFound(getMerchant(scope, merchantId)),
    orNotFound(listCredentials(scope, merchantId)),
    listSites(scope, merchantId),
    findPartnerName(),
  ]);
  const idFields = (one: Environment) =>
    sites
      .filter((site) => !site.archived)
      .map((site) => ({
        siteId: site.id,
        name: site.name,
        value: one === "sandbox" ? site.sandboxSiteId : site.productionSiteId,
      }));
  const mayWrite = scope.permissions.has("credentials.write");
  return (
    <Page>
      <PageHead
        title="FlexCharge credentials"
        tag={<EnvironmentTag environment={environment} />}
        sentence="From the merchant's own account, one set for each environment. Secrets are sealed and never shown again."
      />
      <DeveloperTabs
        root={`/${environment}/m/${merchantId}`}
        current="credentials"
        permissions={scope.permissions}
      />
      <div className="grid gap-x-10 gap-y-8 min-[960px]:grid-cols-2">
        {ENVIRONMENTS.map((one) => (
          <CredentialColumn
            key={one}
            merchantId={merchantId}
            environment={one}
            cards={sets.filter((set) => set.environment === one && set.state !== "revoked")}
            sites={idFields(one)}
            zone={merchant.timezone}
            mayWrite={mayWrite}
            sides={{
              merchant: merchant.name,
              partner: partner ?? "the partner",
              isMerchant: scope.tenant === merchantId,
            }}
            actions={{
              ...{ enter: enterAndVerify, verify: verifyNow, discard: discardSet, move: moveCutOver },
              ask: askForThem,
            }}
          />
        ))}
      </div>
      <Section title="FlexCharge account">
        <AccountTable
          merchant={merchant}
          root={`/${environment}/m/${merchantId}`}
          mayWrite={scope.permissions.has("merchants.write")}
        />
      </Section>
      {!mayWrite && (
        <p className="text-ink-2">
          Your role reads credentials. Operators, admins and merchant admins enter them.
        </p>
      )}
    </Page>
  );
}
