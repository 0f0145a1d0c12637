import { Link2, Plus, Upload } from "lucide-react";
import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { MerchantsBoard } from "#components/merchants/merchants-board.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listPeople } from "#lib/access/queries/list-people.ts";
import { listViews } from "#lib/access/queries/list-views.ts";
import { BOARD_ROWS_MAX } from "#lib/switching/queries.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { readBoard } from "../_parts/read-board.ts";
import { assignOwner, dropView, inviteToMerchant, keepView, nameView } from "../actions.ts";

export const metadata: Metadata = { title: "Merchants" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function MerchantsPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.read", side: "partner" });
  const { search } = oneOf(await searchParams, ["search"]);
  const now = new Date();
  const mayEdit = scope.permissions.has("merchants.write");
  const [lines, views, people] = await Promise.all([
    readBoard(scope, environment, search, now),
    listViews(scope, "merchants"),
    mayEdit ? listPeople(scope, PARTNER_TENANT) : [],
  ]);
  const root = `/${environment}/merchants`;
  const add = mayEdit && (
    <ButtonLink href={`${root}/new`} variant="primary" icon={<Plus />}>
      Add merchant
    </ButtonLink>
  );
  const actions = mayEdit && (
    <>
      <ButtonLink href={`${root}/import`} variant="quiet" icon={<Upload />}>
        Import CSV
      </ButtonLink>
      <ButtonLink href={`${root}/link`} variant="quiet" icon={<Link2 />}>
        Link accounts
      </ButtonLink>
      {add}
    </>
  );
  return (
    <Page>
      <PageHead title="Merchants" tag={<EnvironmentTag environment={environment} />} actions={actions} />
      <MerchantsBoard
        lines={lines}
        root={root}
        now={now.toISOString()}
        people={people.map(({ id, name }) => ({ id, name }))}
        rights={{
          edit: mayEdit,
          export: scope.permissions.has("export"),
          figures: scope.permissions.has("reports.read"),
        }}
        views={views}
        isCut={lines.length > BOARD_ROWS_MAX}
        actions={{
          assignOwner,
          invite: inviteToMerchant,
          saveView: keepView,
          renameView: nameView,
          deleteView: dropView,
        }}
        none={
          <EmptyState
            title="No merchant yet"
            sentence="Add the first one, then enter its FlexCharge credentials and its websites."
            actions={add}
          />
        }
      />
    </Page>
  );
}
