import type { ReactNode } from "react";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import type { Permission } from "#lib/access/schema.ts";
import type { Environment } from "#lib/terms.ts";

/** What both pages of the sandbox have around them. */
export function SandboxFrame({
  root,
  environment,
  permissions,
  sentence,
  children,
}: {
  root: string;
  environment: Environment;
  permissions: ReadonlySet<Permission>;
  sentence: string;
  children: ReactNode;
}) {
  return (
    <Page>
      <PageHead title="Sandbox" tag={<EnvironmentTag environment={environment} />} sentence={sentence} />
      <DeveloperTabs root={root} current="sandbox" permissions={permissions} />
      {children}
    </Page>
  );
}

/** Why there is nothing to drive here, and what to do. */
export function NoSandbox({
  why,
  root,
}: {
  /** `production`: live orders have no sandbox; `none`: it is FlexCharge's own; `down`: it does not answer. */
  why: "production" | "none" | "down";
  root: string;
}) {
  if (why === "production")
    return (
      <EmptyState
        title="Live orders have no sandbox"
        sentence="Scenarios, clock and faults are there for test orders alone."
        actions={
          <ButtonLink href={`${root.replace("/production", "/sandbox")}/developers/sandbox`}>
            Go to the sandbox
          </ButtonLink>
        }
      />
    );
  if (why === "down")
    return (
      <EmptyState
        title="The sandbox does not answer"
        sentence="It is a program of its own. Nothing was changed; look whether it runs, then open this page again."
      />
    );
  return (
    <EmptyState
      title="This deployment speaks to FlexCharge's own sandbox"
      sentence="Scenarios, clock and faults belong to the stand-in that comes with Switchboard. FlexCharge's own has test cards in its guides, and no controls."
    />
  );
}
