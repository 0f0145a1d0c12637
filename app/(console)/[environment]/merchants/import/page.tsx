import { Download } from "lucide-react";
import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { ImportsTable } from "#components/merchants/imports-table.tsx";
import { UploadImport } from "#components/merchants/upload-import.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listImports } from "#lib/onboarding/queries/list-imports.ts";

export const metadata: Metadata = { title: "Import merchants" };

export default async function ImportPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.write", side: "partner" });
  const [imports, { timezone }] = await Promise.all([listImports(scope), getPartner(scope)]);
  const root = `/${environment}/merchants`;
  return (
    <Page>
      <PageHead
        above={<Breadcrumb parts={[{ label: "Merchants", href: root }, { label: "Import" }]} />}
        title="Import merchants and sites"
        tag={<EnvironmentTag environment={environment} />}
        sentence="A row is a merchant with one of its sites. Merchants are known by name or id, sites by their first host: the same file again changes nothing."
        actions={
          <ButtonLink href={`${root}/import/template`} variant="quiet" icon={<Download />} download>
            Download template
          </ButtonLink>
        }
      />
      <UploadImport root={`${root}/import`} />
      {imports.length > 0 && (
        <Section title="Former imports">
          <ImportsTable imports={imports} root={`${root}/import`} zone={timezone} now={new Date()} />
        </Section>
      )}
    </Page>
  );
}
