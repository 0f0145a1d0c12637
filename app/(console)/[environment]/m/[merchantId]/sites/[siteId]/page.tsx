import { ToggleLeft } from "lucide-react";
import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { SiteFacts } from "#components/sites/site-facts.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { getSite } from "#lib/sites/queries.ts";
import { Campaigns } from "../_parts/campaigns.tsx";
import { EditSite } from "../_parts/edit-site.tsx";
import { addCampaign, changeCampaign, changeSite, closeCampaign, closeSite } from "../actions.ts";

type Props = { params: Promise<{ environment: string; merchantId: string; siteId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { merchantId, siteId } = await params;
  const scope = await gate({ permission: "merchants.read", merchantId });
  return { title: (await orNotFound(getSite(scope, merchantId, siteId))).name };
}

export default async function SitePage({ params }: Props) {
  const { environment: segment, merchantId, siteId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.read", merchantId });
  const merchant = await currentWorkspace(merchantId);
  const site = await orNotFound(getSite(scope, merchantId, siteId));
  const root = `/${environment}/m/${merchantId}`;
  const mayWrite = scope.permissions.has("sites.write");
  return (
    <Page>
      <PageHead
        above={<Breadcrumb parts={[{ label: "Sites", href: `${root}/sites` }, { label: site.name }]} />}
        title={site.name}
        tag={<EnvironmentTag environment={environment} />}
        sentence={
          site.archived
            ? "Archived: orders that name it are of an unknown site and are not sent."
            : `${merchant.name}, ${site.hosts[0] ?? "no host"}${site.isDefault ? ". The default site of orders that name none." : ""}`
        }
        actions={
          <ButtonLink href={`${root}/activation`} icon={<ToggleLeft />}>
            Open activation
          </ButtonLink>
        }
      />
      <Campaigns
        site={site}
        mayWrite={mayWrite}
        actions={{ add: addCampaign, change: changeCampaign, close: closeCampaign }}
      />
      <Section title="Settings" aside="The same in both environments">
        {mayWrite && !site.archived ? (
          // A key of what is stored: after saving, the form shows what was kept (hosts in normal form).
          <EditSite
            key={JSON.stringify([site.name, site.hosts, site.descriptors, site.sandboxSiteId])}
            site={site}
            path={`${root}/sites`}
            change={changeSite}
            close={closeSite}
          />
        ) : (
          <SiteFacts site={site} />
        )}
      </Section>
    </Page>
  );
}
