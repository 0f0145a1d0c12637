import { Pencil, ToggleLeft } from "lucide-react";
import type { Metadata } from "next";
import { environmentOf, gate, orNotFound, visit } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { AttentionBanners } from "#components/alerts/attention-banners.tsx";
import { attentionLines } from "#components/alerts/attention-lines.ts";
import { CompactMatrix } from "#components/merchants/compact-matrix.tsx";
import { MerchantFacts } from "#components/merchants/merchant-facts.tsx";
import { MerchantNotes } from "#components/merchants/merchant-notes.tsx";
import { INTEGRATION_NAMES, STATE_NAMES } from "#components/merchants/merchant-words.ts";
import { RecentChanges } from "#components/merchants/recent-changes.tsx";
import { ViewAsButton } from "#components/people/view-as-button.tsx";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { listAttention } from "#lib/alerts/queries/list-attention.ts";
import { listWaiting } from "#lib/checklist/queries.ts";
import { merchantNeeds, type Waiting } from "#lib/checklist/rules.ts";
import { getPartner } from "#lib/merchants/queries/get-partner.ts";
import { listNotes } from "#lib/merchants/queries/list-notes.ts";
import { dayIn } from "#lib/reports/rules.ts";
import { getMatrix, listMerchantBoard, listSwitchChanges } from "#lib/switching/queries.ts";
import { viewAsMerchant } from "../../../../_parts/account/actions.ts";
import { closeFollowUp, writeNote } from "../actions.ts";

export const metadata: Metadata = { title: "Overview" };

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export default async function OverviewPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "merchants.read", merchantId });
  const { name } = await currentWorkspace(merchantId);
  const { isPartnerStaff } = (await visit()).user;
  const maySeeOrders = scope.permissions.has("orders.read");
  const [{ partner, merchant }, board, changes, waiting, attention] = await Promise.all([
    orNotFound(getMatrix(scope, merchantId)),
    listMerchantBoard(scope, { search: merchantId, archived: true }),
    listSwitchChanges(scope, merchantId, { limit: 6 }),
    maySeeOrders ? listWaiting(scope, environment) : new Map<string, Waiting>(),
    maySeeOrders ? listAttention(scope, environment, merchantId) : [],
  ]);
  const home = isPartnerStaff && !scope.isReadOnly ? await getPartner(scope) : null;
  const notes = home && (await listNotes(scope, merchantId));
  const now = new Date();
  const row = board.find((one) => one.id === merchantId);
  const needs = row ? merchantNeeds(row, waiting.get(merchantId)) : [];
  const lines = attentionLines(attention, [{ merchant: { id: merchantId, name }, needs }], environment);
  const root = `/${environment}/m/${merchantId}`;
  const mayEdit = scope.permissions.has("merchants.write");
  return (
    <Page>
      <PageHead
        title={name}
        tag={<EnvironmentTag environment={environment} />}
        sentence={`${INTEGRATION_NAMES[merchant.integration]}, ${STATE_NAMES[merchant.state].toLowerCase()}${merchant.observed ? ", observed: it talks to FlexCharge itself" : ""}.`}
        actions={
          <>
            {isPartnerStaff && (
              <ViewAsButton merchantId={merchantId} merchantName={name} start={viewAsMerchant} />
            )}
            {mayEdit && (
              <ButtonLink href={`${root}/edit`} variant="quiet" icon={<Pencil />}>
                Edit merchant
              </ButtonLink>
            )}
            <ButtonLink href={`${root}/activation`} icon={<ToggleLeft />}>
              Open activation
            </ButtonLink>
          </>
        }
      />
      {lines.length > 0 && <AttentionBanners lines={lines} permissions={scope.permissions} />}
      <div className="grid gap-x-12 gap-y-8 min-[960px]:grid-cols-[minmax(0,1fr)_320px]">
        <Section title="Sites" aside={<Link href={`${root}/sites`}>All sites</Link>}>
          <CompactMatrix partner={partner} merchant={merchant} root={root} />
        </Section>
        <Section title="Merchant">
          <MerchantFacts merchant={merchant} environment={environment} root={root} />
        </Section>
      </div>
      {home && notes && (
        <Section title="Notes">
          <MerchantNotes
            merchantId={merchantId}
            notes={notes}
            today={dayIn(now, home.timezone)}
            now={now.toISOString()}
            zone={home.timezone}
            mayWrite={mayEdit}
            add={writeNote}
            close={closeFollowUp}
          />
        </Section>
      )}
      <Section title="Recent changes" aside={<Link href={`${root}/activation`}>All in activation</Link>}>
        <RecentChanges changes={changes} merchant={merchant} />
      </Section>
    </Page>
  );
}
