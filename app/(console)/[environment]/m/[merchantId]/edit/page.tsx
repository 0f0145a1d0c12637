import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { listPeople } from "#lib/access/queries/list-people.ts";
import { getMerchant } from "#lib/merchants/queries/get-merchant.ts";
import { currencyChoices, zoneChoices } from "#lib/merchants/rules.ts";
import { listSites } from "#lib/sites/queries.ts";
import { AccountTable } from "../_parts/account-table.tsx";
import { ArchiveMerchant } from "./_parts/archive-merchant.tsx";
import { EditMerchant } from "./_parts/edit-merchant.tsx";
import { EditRules } from "./_parts/edit-rules.tsx";
import { Responsibility } from "./_parts/responsibility.tsx";

export const metadata: Metadata = { title: "Edit merchant" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function EditMerchantPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.write", merchantId });
  const merchant = await orNotFound(getMerchant(scope, merchantId));
  const [people, sites] = await Promise.all([listPeople(scope, merchantId), listSites(scope, merchantId)]);
  return (
    <Page>
      <PageHead
        title={`Edit ${merchant.name}`}
        tag={<EnvironmentTag environment={environment} />}
        sentence="The same in both environments. Each change is in the audit."
      />
      {merchant.archived ? (
        <Banner title="Archived.">Nothing is sent any more; its orders and history stay readable.</Banner>
      ) : (
        <>
          <Section title="FlexCharge account">
            <AccountTable merchant={merchant} root={`/${environment}/m/${merchantId}`} mayWrite />
          </Section>
          <Section title="Responsibility">
            <Responsibility
              merchantId={merchantId}
              ownerId={merchant.activationOwnerId}
              defaultSiteId={merchant.defaultSiteId}
              people={people}
              sites={sites.filter((site) => !site.archived)}
            />
          </Section>
          <Section title="Settings">
            <EditMerchant merchant={merchant} zones={zoneChoices()} currencies={currencyChoices()} />
          </Section>
          <Section title="Rules" id="rules">
            <EditRules key={`${merchant.currency} ${merchant.integration}`} merchant={merchant} />
          </Section>
          <Section title="Archive">
            <ArchiveMerchant merchant={merchant} path={`/${environment}/merchants`} />
          </Section>
        </>
      )}
    </Page>
  );
}
