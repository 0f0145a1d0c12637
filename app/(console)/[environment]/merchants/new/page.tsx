import type { Metadata } from "next";
import { environmentOf, gate, visit } from "#app/_doors/gate.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listPeople } from "#lib/access/queries/list-people.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { currencyChoices, zoneChoices } from "#lib/merchants/rules.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { NewMerchant } from "../_parts/new-merchant.tsx";
import { onboardMerchant } from "./actions.ts";

export const metadata: Metadata = { title: "Add merchant" };

export default async function NewMerchantPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.write", side: "partner" });
  const { user } = await visit();
  const [people, partner] = await Promise.all([listPeople(scope, PARTNER_TENANT), getPartner(scope)]);
  const path = `/${environment}/merchants`;
  return (
    <Page>
      <PageHead
        above={<Breadcrumb parts={[{ label: "Merchants", href: path }, { label: "Add merchant" }]} />}
        title="Add merchant"
        tag={<EnvironmentTag environment={environment} />}
        sentence="It exists in both environments. Nothing is sent until its account is linked and a channel is on."
      />
      <NewMerchant
        environment={environment}
        zone={partner.timezone}
        zones={zoneChoices()}
        currencies={currencyChoices()}
        people={people}
        selfId={user.id}
        add={onboardMerchant}
      />
    </Page>
  );
}
