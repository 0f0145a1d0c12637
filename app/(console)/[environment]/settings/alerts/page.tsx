import type { Metadata } from "next";
import { environmentOf, gate } from "#app/_doors/gate.ts";
import { oneOf, type SearchParams } from "#app/_doors/search-params.ts";
import { AlertRulesForm } from "#components/alerts/alert-rules-form.tsx";
import { AlertWebhookForm } from "#components/alerts/alert-webhook-form.tsx";
import { AlertsTable } from "#components/alerts/alerts-table.tsx";
import { TestAlertButton } from "#components/alerts/test-alert-button.tsx";
import { SettingsTabs } from "#components/audit/settings-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { when } from "#components/switching/when.ts";
import { TablePages } from "#components/tables/table-pages.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { type AlertSettingsView, getAlertSettings } from "#lib/alerts/queries/get-alert-settings.ts";
import { listAlerts } from "#lib/alerts/queries/list-alerts.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { changeAlerts, testAlerts } from "./actions.ts";

export const metadata: Metadata = { title: "Alerts" };

type Props = { params: Promise<{ environment: string }>; searchParams: SearchParams };

/** Who hears of what Home shows, when nobody looks. */
export default async function AlertsPage({ params, searchParams }: Props) {
  const environment = environmentOf((await params).environment);
  const scope = await gate({ permission: "alerts.write", side: "partner" });
  const { after } = oneOf(await searchParams, ["after"]);
  const [settings, { timezone }, history] = await Promise.all([
    getAlertSettings(scope),
    getPartner(scope),
    listAlerts(scope, { environment, after }),
  ]);
  const now = new Date();
  const path = `/${environment}/settings/alerts`;
  return (
    <Page>
      <PageHead
        title="Alerts"
        tag={<EnvironmentTag environment={environment} />}
        sentence="What Home shows also goes out by mail and webhook, once a look. The settings hold for both environments."
        actions={<TestAlertButton environment={environment} test={testAlerts} />}
      />
      <SettingsTabs root={`/${environment}`} current="alerts" permissions={scope.permissions} />
      <Section title="Who is told, and of what">
        <AlertRulesForm
          key={JSON.stringify([settings.emails, settings.repeatHours, settings.thresholds])}
          {...settings}
          edit={changeAlerts}
        />
      </Section>
      <Section title="Webhook">
        <AlertWebhookForm
          url={settings.webhookUrl}
          last4={settings.webhookSecretLast4}
          lastPost={postWords(settings.lastPost, timezone, now)}
          edit={changeAlerts}
        />
      </Section>
      <Section title="History">
        <AlertsTable
          rows={history.rows}
          environment={environment}
          zone={timezone}
          now={now}
          foot={
            (history.next || after) && (
              <TablePages
                {...(history.next ? { nextHref: `${path}?after=${history.next}` } : {})}
                {...(after ? { firstHref: path } : {})}
              />
            )
          }
        />
      </Section>
    </Page>
  );
}

function postWords(post: AlertSettingsView["lastPost"], zone: string, now: Date): string | null {
  if (!post) return null;
  const at = (date: Date) => when(date.toISOString(), zone, now.toISOString());
  if (post.sentAt) return `Arrived ${at(post.sentAt)}`;
  const why = post.lastError ? ` (${post.lastError})` : "";
  if (!post.sendAt) return `Given up${why}`;
  return post.lastError ? `Failed${why}, next try ${at(post.sendAt)}` : "On its way";
}
