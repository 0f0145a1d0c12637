import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { MailPane } from "#components/alerts/mail-pane.tsx";
import { MailTable } from "#components/alerts/mail-table.tsx";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { TablePages } from "#components/tables/table-pages.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { zoneWords } from "#components/ui/zone-words.ts";
import { hasMailServer } from "#lib/kit/env.ts";
import { listMails } from "#lib/mails/queries/list-mails.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";

export const metadata: Metadata = { title: "Mail outbox" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

/** What would have been mailed: without a mail server (the demo) it is read here. */
export default async function MailPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "members.write", side: "partner" });
  // Here too: a layout is not asked again when only its page is wanted.
  if (hasMailServer()) notFound();
  const { after, mail: openId } = oneOf(await searchParams, ["after", "mail"]);
  const [{ rows, next, count }, { timezone }] = await Promise.all([
    listMails(scope, { after }),
    getPartner(scope),
  ]);
  const path = `/${environment}/developers/mail`;
  const at = (change: { after?: string | undefined; mail?: string }) => {
    const given = Object.entries({ after, ...change }).filter(([, value]) => value);
    return given.length > 0 ? `${path}?${new URLSearchParams(given as [string, string][])}` : path;
  };
  const open = rows.find(({ id }) => id === openId);
  return (
    <div className="flex items-start">
      <div className="min-w-0 flex-1">
        <Page>
          <PageHead
            title="Mail outbox"
            tag={<EnvironmentTag environment={environment} />}
            sentence={`No mail server is set, so nothing leaves: mail of both environments is read here. Times in ${zoneWords(timezone)}.`}
          />
          <DeveloperTabs root={`/${environment}`} current="mail" permissions={scope.permissions} />
          <MailTable
            rows={rows}
            zone={timezone}
            hrefOf={({ id }) => at({ mail: id })}
            foot={
              rows.length > 0 && (
                <TablePages
                  words={`${rows.length} of ${count} mails, newest first`}
                  {...(next ? { nextHref: at({ after: next }) } : {})}
                  {...(after ? { firstHref: path } : {})}
                />
              )
            }
          />
        </Page>
      </div>
      {open && <MailPane key={open.id} mail={open} zone={timezone} closeHref={at({})} />}
    </div>
  );
}
