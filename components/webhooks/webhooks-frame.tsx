import type { ReactNode } from "react";
import { DeveloperTabs } from "#components/credentials/developer-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Permission } from "#lib/access/schema.ts";
import type { Environment } from "#lib/terms.ts";

/** Endpoints, notices of today, gaps and dead letters. */
export type TabCounts = { out: number; in: number; gaps: number; dead: number };

/** What every page of webhooks has around it; `pane` stands beside it from 1200 px. */
export function WebhooksFrame({
  environment,
  root,
  current,
  counts,
  permissions,
  sentence,
  actions,
  pane,
  children,
}: {
  environment: Environment;
  root: string;
  current: keyof TabCounts;
  counts: TabCounts;
  permissions: ReadonlySet<Permission>;
  sentence: ReactNode;
  actions?: ReactNode;
  pane?: ReactNode;
  children: ReactNode;
}) {
  const base = `${root}/developers/webhooks`;
  const number = (n: number) => n.toLocaleString("en-US");
  const tabs = [
    {
      id: "out",
      label: "Out",
      href: base,
      count: `${number(counts.out)} ${counts.out === 1 ? "endpoint" : "endpoints"}`,
    },
    { id: "in", label: "In", href: `${base}/in`, count: `${number(counts.in)} today` },
    { id: "gaps", label: "Gaps", href: `${base}/gaps`, count: number(counts.gaps) },
    { id: "dead", label: "Dead letters", href: `${base}/dead`, count: number(counts.dead) },
  ];
  return (
    <div className="flex">
      <div className="min-w-0 flex-1">
        <Page>
          <PageHead
            title="Webhooks"
            tag={<EnvironmentTag environment={environment} />}
            sentence={sentence}
            actions={actions}
          />
          <div className="flex flex-col gap-4">
            <DeveloperTabs root={root} current="webhooks" permissions={permissions} />
            <Tabs
              label="Webhooks"
              tabs={tabs.map(({ id, ...tab }) => ({ ...tab, isCurrent: id === current }))}
            />
            {children}
          </div>
        </Page>
      </div>
      {pane}
    </div>
  );
}
