import type { ReactNode } from "react";
import { orNotFound } from "#app/_doors/gate.ts";
import { InvitationsTable } from "#components/people/invitations-table.tsx";
import { InviteDialog } from "#components/people/invite-dialog.tsx";
import { MembersTable } from "#components/people/members-table.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import type { Scope } from "#lib/access/open-scope.ts";
import { listMembers } from "#lib/access/queries/list-members.ts";
import type { Environment } from "#lib/terms.ts";
import { activate, disable, giveRole, invite, resetFactor, signOutMember, uninvite } from "./actions.ts";

/** The people of one side: the partner's own, or a merchant's. */
export async function ShowMembers({
  scope,
  environment,
  merchantId,
  homeName,
  zone,
  tabs,
}: {
  scope: Scope;
  environment: Environment;
  merchantId: string;
  homeName: string;
  zone: string;
  tabs: ReactNode;
}) {
  const { members, invitations } = await orNotFound(listMembers(scope, merchantId));
  const now = scope.clock.now();
  const actions = { invite, uninvite, giveRole, disable, activate, signOutMember, resetFactor };
  return (
    <Page>
      <PageHead
        title="Members"
        tag={<EnvironmentTag environment={environment} />}
        sentence={`Who works on ${homeName}. Members hold for both environments.`}
        actions={<InviteDialog merchantId={merchantId} homeName={homeName} invite={invite} />}
      />
      {tabs}
      <MembersTable {...{ merchantId, homeName, members, zone, actions }} selfId={scope.actor.id} />
      {invitations.length > 0 && (
        <Section title="Open invitations">
          <InvitationsTable
            merchantId={merchantId}
            invitations={invitations.map((row) => ({ ...row, hasExpired: row.expiresAt <= now }))}
            zone={zone}
            actions={actions}
          />
        </Section>
      )}
    </Page>
  );
}
