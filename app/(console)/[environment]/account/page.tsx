import type { Metadata } from "next";
import { environmentOf, visit } from "#app/_doors/gate.ts";
import { SessionsTable } from "#components/people/sessions-table.tsx";
import { SetUpFactor } from "#components/people/set-up-factor.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { listSessions } from "#lib/access/queries/list-sessions.ts";
import { ROLE_NAMES } from "#lib/access/rules.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { endMine, setUpFactor, turnFactorOn } from "../../_parts/account/actions.ts";

export const metadata: Metadata = { title: "Your account" };

/** A person's own: who they are here, their second factor, where they are signed in. */
export default async function AccountPage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const { scope, user, sessionId, hasSecondFactor, viewing } = await visit();
  const head = (
    <PageHead
      title="Your account"
      tag={<EnvironmentTag environment={environment} />}
      sentence="How you sign in, and where you are signed in now."
    />
  );
  if (viewing) {
    return (
      <Page>
        {head}
        <Banner>Your account is yours, not the merchant's: end the view to see it.</Banner>
      </Page>
    );
  }
  const [sessions, { partner }] = await Promise.all([listSessions(scope), listWorkspaces(scope)]);
  const zone = user.timezone ?? partner.timezone;
  return (
    <Page>
      {head}
      <Section title="You">
        <Facts
          facts={[
            { key: "Name", value: user.name },
            { key: "E-mail", value: user.email },
            { key: "Role", value: ROLE_NAMES[user.role] },
          ]}
        />
      </Section>
      <Section title="Second factor">
        {hasSecondFactor ? (
          <GlyphWord shape="circle-check" tone="rescued">
            On: codes from your authenticator app
          </GlyphWord>
        ) : (
          <SetUpFactor begin={setUpFactor} confirm={turnFactorOn} />
        )}
      </Section>
      <Section title="Where you are signed in">
        <SessionsTable
          rows={sessions.map((row) => ({ ...row, isThisOne: row.id === sessionId }))}
          zone={zone}
          end={endMine}
        />
      </Section>
    </Page>
  );
}
