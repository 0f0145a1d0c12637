import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { ImportRowsTable } from "#components/merchants/import-rows-table.tsx";
import { ImportSteps } from "#components/merchants/import-steps.tsx";
import { importTabs, showOf, stateSentence } from "#components/merchants/import-words.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { getImport } from "#lib/onboarding/queries/list-imports.ts";
import { cancelIt, confirmIt } from "../actions.ts";

export const metadata: Metadata = { title: "Import" };

type Props = { params: Promise<{ environment: string; importId: string }>; searchParams: SearchParams };

export default async function OneImportPage({ params, searchParams }: Props) {
  const { environment: segment, importId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.write", side: "partner" });
  const show = showOf(oneOf(await searchParams, ["show"]).show);
  const { head, failed, lines } = await orNotFound(getImport(scope, importId, show));
  const root = `/${environment}/merchants`;
  return (
    <Page>
      <PageHead
        above={
          <Breadcrumb
            parts={[
              { label: "Merchants", href: root },
              { label: "Import", href: `${root}/import` },
              { label: head.fileName },
            ]}
          />
        }
        title={head.fileName}
        tag={<EnvironmentTag environment={environment} />}
        sentence={stateSentence(head, failed)}
      />
      <ImportSteps
        importId={importId}
        state={head.state}
        total={head.creates + head.changes}
        done={head.done}
        broken={head.errors + failed}
        errorsHref={`${root}/import/${importId}/errors`}
        confirm={confirmIt}
        cancel={cancelIt}
      />
      <div className="flex flex-col gap-3">
        <Tabs label="Rows" tabs={importTabs(head, failed, show, `${root}/import/${importId}`)} />
        <ImportRowsTable lines={lines} />
      </div>
    </Page>
  );
}
