import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { ApplicationsTable } from "#components/onboarding/applications-table.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { type ApplicationLine, listApplications } from "#lib/onboarding/queries/list-applications.ts";

export const metadata: Metadata = { title: "Onboarding" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

const isOpen = ({ block }: ApplicationLine) => block.owner !== null;
const VIEWS = [
  { id: "open", label: "Open", holds: isOpen },
  { id: "partner", label: "Waits on us", holds: (line: ApplicationLine) => line.block.owner === "partner" },
  {
    id: "merchant",
    label: "Waits on merchants",
    holds: (line: ApplicationLine) => line.block.owner === "merchant",
  },
  {
    id: "flexcharge",
    label: "Waits on FlexCharge",
    holds: (line: ApplicationLine) => line.block.owner === "flexcharge",
  },
  {
    id: "done",
    label: "Converted",
    holds: (line: ApplicationLine) => line.state === "converted" && !isOpen(line),
  },
] as const;

/** Every merchant on its way to an account: whose turn it is, why, what is next, and for how long. */
export default async function OnboardingPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.read", side: "partner" });
  const { view: asked } = oneOf(await searchParams, ["view"]);
  const view = VIEWS.find(({ id }) => id === asked) ?? VIEWS[0];
  const [lines, { timezone }] = await Promise.all([listApplications(scope, environment), getPartner(scope)]);
  const shown = lines.filter(view.holds);
  const path = `/${environment}/onboarding`;
  return (
    <Page>
      <PageHead
        title="Onboarding"
        tag={<EnvironmentTag environment={environment} />}
        sentence="Applications and merchants without an account, longest waiting first."
        actions={
          scope.permissions.has("merchants.write") ? (
            <ButtonLink href={`/${environment}/merchants/new`} variant="primary">
              Add merchant
            </ButtonLink>
          ) : undefined
        }
      />
      <Tabs
        label="Whose turn it is"
        tabs={VIEWS.map(({ id, label, holds }) => ({
          href: id === "open" ? path : `${path}?view=${id}`,
          label,
          count: lines.filter(holds).length,
          isCurrent: id === view.id,
        }))}
      />
      {shown.length > 0 ? (
        <ApplicationsTable
          lines={shown}
          root={`/${environment}`}
          zone={timezone}
          now={new Date().toISOString()}
        />
      ) : lines.length === 0 ? (
        <EmptyState
          title="Nobody is on the way."
          sentence="Add a merchant and start its application, or link an account that it has already."
        />
      ) : (
        <EmptyState
          title={`Nothing under “${view.label}”.`}
          sentence="The other views show who is waited on."
        />
      )}
    </Page>
  );
}
