import { UserRoundPlus } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { environmentOf, gate, visit } from "#app/_doors/gate.ts";
import { AtFlexchargeList } from "#components/alerts/at-flexcharge.tsx";
import {
  type AttentionLine,
  attentionLines,
  byMerchant,
  byUrgency,
} from "#components/alerts/attention-lines.ts";
import { AttentionTable } from "#components/alerts/attention-table.tsx";
import { lineOfFollowUp } from "#components/merchants/board-blocks.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ToApprove } from "#components/switching/to-approve.tsx";
import { clockTime } from "#components/switching/when.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { listAttention } from "#lib/alerts/queries/list-attention.ts";
import { listAtFlexcharge, listWaiting } from "#lib/checklist/queries.ts";
import { merchantNeeds } from "#lib/checklist/rules.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listFollowUps } from "#lib/merchants/queries/list-notes.ts";
import { dayIn } from "#lib/reports/rules.ts";
import { listChangeRequests } from "#lib/switching/queries/list-change-requests.ts";
import { listMerchantBoard } from "#lib/switching/queries.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import { HomeWeek } from "./_parts/home-week.tsx";

export const metadata: Metadata = { title: "Home" };

/** Which merchants need somebody today: the title is the answer. */
export default async function HomePage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const { user } = await visit();
  if (!user.isPartnerStaff) redirect(`/${environment}/m/${user.merchantId}`);
  const scope = await gate({ permission: "merchants.read", side: "partner" });
  const [board, partner, unsettled, attention, atFlexcharge, inReview] = await Promise.all([
    listMerchantBoard(scope),
    getPartner(scope),
    listWaiting(scope, environment),
    listAttention(scope, environment),
    listAtFlexcharge(scope, environment),
    scope.permissions.has("switches.approve")
      ? listChangeRequests(scope, { state: "in_review", limit: 200 })
      : [],
  ]);
  const needs = board.map((row) => ({ merchant: row, needs: merchantNeeds(row, unsettled.get(row.id)) }));
  // Nobody approves what they asked for themselves.
  const toApprove = inReview.filter(({ requestedBy }) => requestedBy.id !== user.id);
  const now = new Date();
  const due = await listFollowUps(scope, dayIn(now, partner.timezone));
  const lines = [
    ...attentionLines(attention, needs, environment),
    ...due.map((note) => lineOfFollowUp(note, environment)),
  ];
  const waiting = byMerchant(lines.sort(byUrgency));
  const isNew = board.length === 0;
  const mayAdd = scope.permissions.has("merchants.write");
  return (
    <Page>
      <PageHead
        title={isNew ? "Welcome" : titleFor(waiting)}
        tag={<EnvironmentTag environment={environment} />}
        sentence={sentenceFor(waiting, board.length, now, partner.timezone)}
        actions={
          mayAdd && (
            <ButtonLink href={`/${environment}/merchants/new`} icon={<UserRoundPlus />}>
              Add merchant
            </ButtonLink>
          )
        }
      />
      {waiting.length > 0 && <AttentionTable rows={waiting} environment={environment} now={now} />}
      {isNew && (
        <EmptyState
          title="No merchant yet"
          sentence="Add the first one, then enter its FlexCharge credentials and its websites."
          actions={<ButtonLink href={`/${environment}/merchants`}>Open merchants</ButtonLink>}
        />
      )}
      {!isNew && scope.permissions.has("reports.read") && (
        <Suspense fallback={<Skeleton width="100%" height={132} />}>
          <HomeWeek scope={scope} environment={environment} zone={partner.timezone} now={now} />
        </Suspense>
      )}
      {toApprove.length > 0 && <ToApprove rows={toApprove} environment={environment} now={now} />}
      {atFlexcharge.length > 0 && (
        <AtFlexchargeList rows={atFlexcharge} environment={environment} now={now} />
      )}
    </Page>
  );
}

type Waiting = readonly (readonly AttentionLine[])[];

/** The deployment's own troubles are no merchant's. */
const ofMerchants = (waiting: Waiting) => waiting.filter(([first]) => first?.merchantId !== PARTNER_TENANT);

function titleFor(waiting: Waiting): string {
  const merchants = ofMerchants(waiting).length;
  if (merchants === 0) return waiting.length === 0 ? "Nothing needs you" : "Switchboard itself needs you";
  return merchants === 1 ? "1 merchant needs you" : `${merchants} merchants need you`;
}

function sentenceFor(waiting: Waiting, all: number, now: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "long",
    month: "short",
    day: "numeric",
  }).format(now);
  if (waiting.length === 0) return `${day}. Last look ${clockTime(now.toISOString(), timeZone)}.`;
  const firsts = ofMerchants(waiting).flatMap(([first]) => first ?? []);
  const waitOn = (owner: AttentionLine["owner"]) => firsts.filter((line) => line.owner === owner).length;
  const [us, merchant, flexcharge] = [waitOn("us"), waitOn("merchant"), waitOn("flexcharge")];
  const parts = [
    us > 0 && `${us} ${us === 1 ? "is" : "are"} ours to solve`,
    merchant > 0 && `${merchant} ${merchant === 1 ? "waits" : "wait"} on the merchant`,
    flexcharge > 0 && `${flexcharge} ${flexcharge === 1 ? "waits" : "wait"} on FlexCharge`,
  ].filter(Boolean);
  const calm = all - firsts.length;
  const rest = calm > 0 ? ` The other ${calm === 1 ? "one is" : `${calm} are`} calm.` : "";
  return `${day}. ${parts.length > 0 ? `${parts.join(", ")}.` : "Every merchant is calm."}${parts.length > 0 ? rest : ""}`;
}
