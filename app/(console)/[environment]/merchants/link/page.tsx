import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { AccountLinks } from "#components/merchants/account-links.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listLinkCandidates } from "#lib/onboarding/queries/list-link-candidates.ts";
import { linkHere } from "./actions.ts";

export const metadata: Metadata = { title: "Link accounts" };

export default async function LinkAccountsPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "merchants.write", side: "partner" });
  const found = await listLinkCandidates(scope, environment);
  const path = `/${environment}/merchants`;
  return (
    <Page>
      <PageHead
        above={<Breadcrumb parts={[{ label: "Merchants", href: path }, { label: "Link accounts" }]} />}
        title="Link accounts"
        tag={<EnvironmentTag environment={environment} />}
        sentence="Accounts that FlexCharge has opened through you, beside the merchants they seem to be. Each linked one gets a key pair of its own."
      />
      {!found.ok && found.reason === "NO_PARTNER_ACCOUNT" && (
        <EmptyState
          title="Your own FlexCharge account is missing"
          sentence={`The list comes from your partner account. Enter and verify its ${environment} keys first.`}
          actions={
            <ButtonLink href={`/${environment}/developers/credentials#partner`} variant="primary">
              Enter credentials
            </ButtonLink>
          }
        />
      )}
      {!found.ok && found.reason === "NOT_CERTAIN" && (
        <Banner
          tone="danger"
          title="FlexCharge's list could not be read."
          action={<ButtonLink href={`${path}/link`}>Try again</ButtonLink>}
        >
          {found.cause}
        </Banner>
      )}
      {found.ok &&
        (found.value.rows.length === 0 ? (
          <EmptyState
            title="FlexCharge shows no account of yours"
            sentence="Accounts appear here once FlexCharge has opened them through your partner account."
            actions={<ButtonLink href={path}>Back to merchants</ButtonLink>}
          />
        ) : (
          <AccountLinks
            environment={environment}
            rows={found.value.rows}
            merchants={found.value.merchants}
            link={linkHere}
          />
        ))}
    </Page>
  );
}
