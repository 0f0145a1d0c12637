import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import {
  discardSet,
  enterAndVerify,
  moveCutOver,
  verifyNow,
} from "#app/(console)/_parts/credentials/actions.ts";
import { CredentialColumn } from "#components/credentials/credential-column.tsx";
import { CredentialsOverview } from "#components/credentials/credentials-overview.tsx";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { UrlFilterBar } from "#components/shell/url-filter-bar.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { NoticeAddress } from "#components/webhooks/notice-address.tsx";
import { listCredentials } from "#lib/credentials/queries.ts";
import { gatewayPublicUrl } from "#lib/kit/env.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listMerchantBoard } from "#lib/switching/queries.ts";
import { ENVIRONMENTS, PARTNER_TENANT } from "#lib/terms.ts";

export const metadata: Metadata = { title: "FlexCharge credentials" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

export default async function AllCredentialsPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "credentials.read", side: "partner" });
  const { search, state } = oneOf(await searchParams, ["search", "state"]);
  const [rows, partner, own] = await Promise.all([
    listMerchantBoard(scope, { search }),
    getPartner(scope),
    listCredentials(scope, PARTNER_TENANT),
  ]);
  const mayWrite = scope.permissions.has("credentials.write");
  const shown = state ? rows.filter((row) => row.credentials[environment].state === state) : rows;
  const path = `/${environment}/developers/credentials`;
  return (
    <Page>
      <PageHead
        title="FlexCharge credentials"
        tag={<EnvironmentTag environment={environment} />}
        sentence="Each merchant has its own account and its own set in each environment, and so have you."
      />
      <DeveloperTabs root={`/${environment}`} current="credentials" permissions={scope.permissions} />
      <div className="flex flex-col gap-3">
        <UrlFilterBar
          search={{ label: "Search merchants", placeholder: "Name, MID, site" }}
          filters={[
            {
              id: "state",
              label: environment === "sandbox" ? "Sandbox state" : "Production state",
              options: [
                { id: "missing", label: "Missing" },
                { id: "requested", label: "Requested" },
                { id: "failing", label: "Failing" },
                { id: "verified", label: "Verified" },
              ],
            },
          ]}
        />
        <CredentialsOverview
          rows={shown}
          environment={environment}
          zone={partner.timezone}
          empty={
            rows.length === 0 && !search ? (
              <EmptyState title="No merchant yet" sentence="Credentials belong to a merchant." />
            ) : (
              <EmptyState
                title="No merchant matches"
                actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
              />
            )
          }
        />
      </div>
      <Section
        title={`${partner.name}'s own account`}
        aside="For applications, and keys of merchants that FlexCharge has opened through you"
        id="partner"
      >
        <div className="flex flex-col gap-6">
          <div className="grid gap-x-10 gap-y-8 min-[960px]:grid-cols-2">
            {ENVIRONMENTS.map((one) => (
              <CredentialColumn
                key={one}
                merchantId={PARTNER_TENANT}
                environment={one}
                cards={own.filter((set) => set.environment === one && set.state !== "revoked")}
                sites={[]}
                zone={partner.timezone}
                mayWrite={mayWrite}
                actions={{ enter: enterAndVerify, verify: verifyNow, discard: discardSet, move: moveCutOver }}
              />
            ))}
          </div>
          <NoticeAddress
            address={`${gatewayPublicUrl()}/webhooks/flexcharge/${PARTNER_TENANT}/${environment}`}
            environment={environment}
          />
        </div>
      </Section>
    </Page>
  );
}
