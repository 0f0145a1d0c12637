"use client";
import { Plus } from "lucide-react";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { CampaignDialog, type CampaignFields } from "#components/sites/campaign-dialog.tsx";
import { campaignRefusalWords } from "#components/sites/refusal-words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Section } from "#components/ui/section.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CampaignRefusal } from "#lib/sites/errors.ts";
import type {
  ArchiveCampaignInput,
  CampaignView,
  CreateCampaignInput,
  EditCampaignInput,
  SiteView,
} from "#lib/sites/schema.ts";

export type CampaignActions = {
  add: ServerAction<CreateCampaignInput, { id: string }, CampaignRefusal>;
  change: ServerAction<EditCampaignInput, { changed: boolean }, CampaignRefusal>;
  close: ServerAction<ArchiveCampaignInput, { changed: boolean }, never>;
};

const inputOf = (fields: CampaignFields) => ({ ...fields, descriptor: fields.descriptor.trim() || null });

/** The funnels and offers of one site. */
export function Campaigns({
  site,
  mayWrite,
  actions,
}: {
  site: SiteView;
  mayWrite: boolean;
  actions: CampaignActions;
}) {
  const rows = site.campaigns.filter((campaign) => !campaign.archived);
  const archived = site.campaigns.length - rows.length;
  const isWritable = mayWrite && !site.archived;
  const columns: Column<CampaignView>[] = [
    {
      id: "name",
      head: "Campaign",
      phone: "a",
      cell: (campaign) => <span className="font-semibold">{campaign.name}</span>,
    },
    {
      id: "kind",
      head: "Kind",
      width: 120,
      phone: "b",
      cell: (campaign) => (campaign.kind === "web" ? "Web" : "Call center"),
    },
    {
      id: "id",
      head: "Campaign id",
      width: 190,
      phone: "c",
      cell: (campaign) => <span className="font-mono text-code break-all">{campaign.externalId}</span>,
    },
    {
      id: "descriptor",
      head: "Descriptor",
      width: 170,
      priority: 3,
      cell: (campaign) =>
        campaign.descriptor ? (
          <span className="font-mono text-code">{campaign.descriptor}</span>
        ) : (
          <span className="text-ink-3">from site</span>
        ),
    },
    {
      id: "act",
      head: <span className="sr-only">Actions</span>,
      width: 180,
      align: "end",
      phone: "d",
      cell: (campaign) =>
        isWritable && <CampaignDeeds {...{ campaign, actions }} merchantId={site.merchantId} />,
    },
  ];
  return (
    <Section
      title="Campaigns"
      aside={
        <span className="flex items-center gap-3">
          {archived > 0 && <span>{archived} archived</span>}
          {isWritable && rows.length > 0 && <AddCampaign site={site} add={actions.add} />}
        </span>
      }
    >
      <DataTable
        caption="Campaigns"
        columns={columns}
        rows={rows}
        rowId={(campaign) => campaign.id}
        empty={
          <EmptyState
            title="No campaign yet"
            sentence="A campaign is a funnel or an offer that can be switched by itself. Without one the site's modes decide."
            actions={isWritable && <AddCampaign site={site} add={actions.add} />}
          />
        }
      />
    </Section>
  );
}

function AddCampaign({ site, add }: { site: SiteView; add: CampaignActions["add"] }) {
  const deed = useAction(add, campaignRefusalWords);
  return (
    <CampaignDialog
      title={`Add a campaign to ${site.name}`}
      trigger={
        <Button size="row" icon={<Plus />}>
          Add campaign
        </Button>
      }
      initial={{ name: "", externalId: "", kind: "web", descriptor: "" }}
      confirmLabel="Add campaign"
      state={deed}
      onClosed={deed.clear}
      onSubmit={async (fields) => {
        const done = await deed.run({
          merchantId: site.merchantId,
          siteId: site.id,
          ...inputOf(fields),
        });
        if (done.ok) showToast(`${fields.name.trim()} is added. It follows the site.`);
        return done.ok;
      }}
    />
  );
}

function CampaignDeeds({
  campaign,
  merchantId,
  actions,
}: {
  campaign: CampaignView;
  merchantId: string;
  actions: CampaignActions;
}) {
  const changing = useAction(actions.change, campaignRefusalWords);
  const closing = useAction(actions.close, () => ({}));
  const place = { merchantId, campaignId: campaign.id };
  return (
    <span className="inline-flex gap-1.5">
      <CampaignDialog
        title={`Change ${campaign.name}`}
        trigger={
          <Button size="row" aria-label={`Edit ${campaign.name}`}>
            Edit…
          </Button>
        }
        initial={{ ...campaign, descriptor: campaign.descriptor ?? "" }}
        confirmLabel="Save"
        state={changing}
        onClosed={changing.clear}
        onSubmit={async ({ name, externalId, kind, descriptor }) => {
          const done = await changing.run({ ...place, ...inputOf({ name, externalId, kind, descriptor }) });
          if (done.ok) showToast(`${name.trim()} is saved.`);
          return done.ok;
        }}
      />
      <AlertDialog
        title={`Archive ${campaign.name}?`}
        sentence="Orders that name it follow their site from now on, flagged. Its orders and history stay."
        trigger={
          <Button size="row" variant="danger" aria-label={`Archive ${campaign.name}`}>
            Archive…
          </Button>
        }
        confirmLabel="Archive campaign"
        confirmVariant="danger-solid"
        isPending={closing.isPending}
        onConfirm={async () => {
          const done = await closing.run(place);
          if (done.ok) showToast(`${campaign.name} is archived.`);
          return done.ok;
        }}
      >
        {closing.trouble && <p className="text-danger">{closing.trouble}</p>}
      </AlertDialog>
    </span>
  );
}
