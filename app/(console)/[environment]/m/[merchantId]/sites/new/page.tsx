import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { NewSite } from "../_parts/new-site.tsx";
import { addSite } from "../actions.ts";

export const metadata: Metadata = { title: "Add site" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function NewSitePage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  await gate({ permission: "sites.write", merchantId });
  const path = `/${environment}/m/${merchantId}/sites`;
  return (
    <Page>
      <PageHead
        above={<Breadcrumb parts={[{ label: "Sites", href: path }, { label: "Add site" }]} />}
        title="Add site"
        tag={<EnvironmentTag environment={environment} />}
        sentence="A new site follows the merchant's default until a mode is set on it. It exists in both environments."
      />
      <NewSite merchantId={merchantId} path={path} add={addSite} />
    </Page>
  );
}
