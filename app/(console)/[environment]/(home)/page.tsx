import { UserRoundPlus } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { environmentOf, gate, visit } from "#app/_doors/gate.ts";
import { AttentionTable } from "#components/merchants/attention-table.tsx";
import { boardOf } from "#components/merchants/board.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { listWaiting } from "#lib/checklist/queries.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listMerchantBoard } from "#lib/switching/queries.ts";

export const metadata: Metadata = { title: "Home" };

/** Which merchants need somebody today: the title is the answer. */
export default async function HomePage({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  const { user } = await visit();
  if (!user.isPartnerStaff) redirect(`/${environment}/m/${user.merchantId}`);
  const scope = await gate({ permission: "merchants.read", side: "partner" });
  const [board, partner, waitingOrders] = await Promise.all([
    listMerchantBoard(scope),
    getPartner(scope),
    listWaiting(scope, environment),
  ]);
  const { lines } = boardOf(board, waitingOrders);
  const waiting = lines.filter((line) => line.needs.length > 0);
  const ours = waiting.filter((line) => line.needs[0]?.owner === "us").length;
  const now = new Date();
  const mayAdd = scope.permissions.has("merchants.write");
  return (
    <Page>
      <PageHead
        title={titleFor(waiting.length, lines.length)}
        tag={<EnvironmentTag environment={environment} />}
        sentence={sentenceFor({
          now,
          zone: partner.timezone,
          ours,
          waiting: waiting.length,
          all: lines.length,
        })}
        actions={
          mayAdd && (
            <ButtonLink href={`/${environment}/merchants/new`} icon={<UserRoundPlus />}>
              Add merchant
            </ButtonLink>
          )
        }
      />
      {waiting.length > 0 ? (
        <AttentionTable lines={waiting} environment={environment} now={now} />
      ) : (
        <EmptyState
          title={lines.length === 0 ? "No merchant yet" : "Every merchant runs"}
          sentence={
            lines.length === 0
              ? "Add the first one, then enter its FlexCharge credentials and its websites."
              : "Failing or missing credentials, kill switches, late approvals and merchants with nothing switched on appear here."
          }
          actions={<ButtonLink href={`/${environment}/merchants`}>Open merchants</ButtonLink>}
        />
      )}
    </Page>
  );
}

function titleFor(waiting: number, all: number): string {
  if (all === 0) return "Welcome";
  if (waiting === 0) return "Nothing needs you";
  return waiting === 1 ? "1 merchant needs attention today" : `${waiting} merchants need attention today`;
}

function sentenceFor(of: { now: Date; zone: string; ours: number; waiting: number; all: number }): string {
  const day = new Intl.DateTimeFormat("en-US", {
    timeZone: of.zone,
    weekday: "long",
    month: "short",
    day: "numeric",
  }).format(of.now);
  if (of.waiting === 0) {
    const time = new Intl.DateTimeFormat("en-US", {
      timeZone: of.zone,
      timeStyle: "short",
      hourCycle: "h23",
    });
    return `${day}. Last look ${time.format(of.now)}.`;
  }
  const merchant = of.waiting - of.ours;
  const parts = [
    of.ours > 0 && `${of.ours} ${of.ours === 1 ? "is" : "are"} ours to solve`,
    merchant > 0 && `${merchant} ${merchant === 1 ? "waits" : "wait"} on the merchant`,
  ].filter(Boolean);
  const calm = of.all - of.waiting;
  return `${day}. ${parts.join(", ")}.${calm > 0 ? ` The other ${calm === 1 ? "one is" : `${calm} are`} calm.` : ""}`;
}
