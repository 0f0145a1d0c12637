import type { Metadata } from "next";
import { environmentOf, gate, orNotFound, visit } from "#app/_doors/gate.ts";
import { OnboardingTabs } from "#components/onboarding/onboarding-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { getApplication } from "#lib/onboarding/queries/get-application.ts";
import { isClosed, maySubmit } from "#lib/onboarding/rules.ts";
import { ApplicationBoard } from "./_parts/application-board.tsx";
import { StartApplication } from "./_parts/start-application.tsx";

export const metadata: Metadata = { title: "Application" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

/** Partner staff and the merchant's own people look at the same application; each may do its part. */
export default async function ApplicationPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.read", merchantId });
  const { user } = await visit();
  const [onboarding, partner] = await Promise.all([
    orNotFound(getApplication(scope, merchantId, environment)),
    getPartner(scope),
  ]);
  const { application, merchantName, timezone, activationPolicy, isArchived } = onboarding;
  const { permissions } = scope;
  const mayWrite = permissions.has("applications.write") && !isArchived;
  const base = `/${environment}/m/${merchantId}`;
  return (
    <Page>
      <PageHead
        title="Application"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${merchantName} applies for its FlexCharge account. What is typed is kept by itself.`}
        actions={
          application && isClosed(application.state) && mayWrite ? (
            <StartApplication {...{ merchantId, environment }} label="Start a new application" />
          ) : undefined
        }
      />
      <OnboardingTabs root={base} current="application" />
      {application ? (
        <ApplicationBoard
          key={application.id}
          {...{ base, merchantId, environment, application }}
          initial={onboarding}
          rights={{
            write: mayWrite,
            submit: !isArchived && maySubmit(permissions, user.isPartnerStaff, activationPolicy),
            manage: !isArchived && permissions.has("merchants.write"),
            keys: !isArchived && user.isPartnerStaff && permissions.has("credentials.write"),
          }}
          reader={{
            zone: timezone,
            now: new Date().toISOString(),
            isStaff: user.isPartnerStaff,
            partner: partner.name,
          }}
        />
      ) : (
        <EmptyState
          title="No application yet."
          sentence="Apply for a new FlexCharge account here, or link one that the merchant has already by its credentials."
          actions={
            <>
              {mayWrite && <StartApplication {...{ merchantId, environment }} label="Start application" />}
              {permissions.has("credentials.read") && (
                <ButtonLink href={`${base}/developers/credentials`}>Link an account</ButtonLink>
              )}
            </>
          }
        />
      )}
    </Page>
  );
}
