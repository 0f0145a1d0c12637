import type { Metadata } from "next";
import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { channelMode } from "#components/checklist/channel-modes.ts";
import { ChecklistRail } from "#components/checklist/checklist-rail.tsx";
import { ComponentSwitches } from "#components/checklist/component-switches.tsx";
import { NowStep } from "#components/checklist/now-step.tsx";
import { OverrideStep } from "#components/checklist/override-step.tsx";
import { RemindStep } from "#components/checklist/remind-step.tsx";
import { StepProgress } from "#components/checklist/step-progress.tsx";
import { StepRow } from "#components/checklist/step-row.tsx";
import { stepsFingerprint } from "#components/checklist/steps-fingerprint.ts";
import { INTEGRATION_NAMES } from "#components/merchants/merchant-words.ts";
import { OnboardingTabs } from "#components/onboarding/onboarding-tabs.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { LivePage } from "#components/shell/live-page.tsx";
import { Page } from "#components/shell/page.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listSteps } from "#lib/checklist/queries/list-steps.ts";
import { waitsOn } from "#lib/checklist/rules.ts";
import { STEP_TITLES, type StepView } from "#lib/checklist/schema.ts";
import { gatewayPublicUrl } from "#lib/kit/env.ts";
import { changeComponent, letStepPass, remindMerchant, withdrawPass } from "./actions.ts";

export const metadata: Metadata = { title: "Onboarding" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function ChecklistPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.read", merchantId });
  const checklist = await orNotFound(listSteps(scope, merchantId));
  const { merchant, partner, steps, open, components } = checklist;
  const isOwn = scope.tenant === merchantId;
  const names = { partner: partner.name, merchant: merchant.name, isOwn };
  const now = scope.clock.now().toISOString();
  const reading = { zone: merchant.timezone, now, merchantId };
  const root = `/${environment}/m/${merchantId}`;
  const [site] = merchant.sites.filter(({ archived }) => !archived);
  const ids = {
    gateway: gatewayPublicUrl(),
    siteUrl: site?.hosts[0] ?? "shop.example",
    mid: merchant.credentials.sandbox.mid ?? "$MID",
    siteId: site?.siteIds.sandbox ?? "$SITE_ID",
  };
  const mayPass = scope.permissions.has("switches.approve") && !scope.isReadOnly;
  const mayRemind = !isOwn && scope.permissions.has("merchants.write");
  const override = (view: StepView) =>
    mayPass &&
    view.step.marks.length > 0 &&
    view.step.channels.length > 0 &&
    (view.state === "now" || view.state === "later" || view.state === "overridden") && (
      <OverrideStep
        {...(view.state === "overridden"
          ? { kind: "withdraw", action: withdrawPass }
          : { kind: "pass", action: letStepPass })}
        merchantId={merchantId}
        step={view.step.id}
        title={STEP_TITLES[view.step.id]}
        channels={view.step.channels}
      />
    );
  return (
    <Page>
      <PageHead
        title={`Get ${merchant.name} ready`}
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${INTEGRATION_NAMES[merchant.integration]}${site?.hosts[0] ? ` on ${site.hosts[0]}` : ""}. Steps tick themselves when we see the traffic.`}
      />
      <OnboardingTabs root={root} current="checklist" />
      <LivePage href={`${root}/onboarding/checklist/live`} fingerprint={stepsFingerprint(checklist)} />
      <div className="flex gap-8 max-xl:flex-col">
        <div className="flex min-w-0 flex-1 flex-col gap-5">
          <StepProgress steps={steps} />
          <ol aria-label="Steps" className="phone:px-4">
            {steps.map((view, index) => (
              <StepRow
                key={view.step.id}
                view={view}
                number={index + 1}
                names={names}
                reading={reading}
                aside={
                  <>
                    {override(view)}
                    {mayRemind && waitsOn(view) === "merchant" && view.state !== "later" && (
                      <RemindStep action={remindMerchant} merchantId={merchantId} step={view.step.id} />
                    )}
                  </>
                }
              >
                {view.state === "now" && <NowStep step={view.step.id} ids={ids} root={root} />}
              </StepRow>
            ))}
          </ol>
        </div>
        <aside aria-label="What is next" className="flex w-66 shrink-0 flex-col gap-7 max-xl:w-full">
          <ChecklistRail
            steps={steps}
            names={names}
            now={now}
            modes={{
              cit_website: channelMode(partner, merchant, "cit_website"),
              cit_call_center: channelMode(partner, merchant, "cit_call_center"),
              mit: channelMode(partner, merchant, "mit"),
            }}
            open={open}
            owner={merchant.activationOwner?.name ?? null}
            policy={merchant.activationPolicy}
          />
          {scope.permissions.has("audit.read") && (
            <Link className="underline" href={`${root}/settings/audit?topic=checklist`}>
              What was let pass, and withdrawn
            </Link>
          )}
          {!isOwn && scope.permissions.has("merchants.write") && (
            <ComponentSwitches action={changeComponent} merchantId={merchantId} components={components} />
          )}
        </aside>
      </div>
    </Page>
  );
}
