"use client";
import { useAction } from "#components/shell/use-action.ts";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { changeDefaultSite, changeOwner } from "../actions.ts";

const NONE = "none";

/** Two settings that act at once, each with a way back. */
export function Responsibility({
  merchantId,
  ownerId,
  defaultSiteId,
  people,
  sites,
}: {
  merchantId: string;
  ownerId: string | null;
  defaultSiteId: string | null;
  people: readonly { id: string; name: string; isPartnerStaff: boolean }[];
  sites: readonly { id: string; name: string; hosts: readonly string[] }[];
}) {
  const owner = useAction(changeOwner, () => ({ trouble: "This person can no longer be chosen." }));
  const site = useAction(changeDefaultSite, () => ({ trouble: "This site was archived meanwhile." }));
  const setOwner = async (id: string, isUndo = false) => {
    const userId = id === NONE ? null : id;
    const done = await owner.run({ merchantId, userId });
    if (!done.ok || isUndo) return;
    const name = people.find((one) => one.id === id)?.name ?? "Nobody";
    showToast(`${name} answers for the switches now.`, {
      onUndo: () => void setOwner(ownerId ?? NONE, true),
    });
  };
  const setSite = async (id: string, isUndo = false) => {
    const done = await site.run({ merchantId, siteId: id === NONE ? null : id });
    if (!done.ok || isUndo) return;
    const name = sites.find((one) => one.id === id)?.name;
    showToast(
      name ? `Orders that name no site are of ${name} now.` : "Orders that name no site are not sent.",
      {
        onUndo: () => void setSite(defaultSiteId ?? NONE, true),
      },
    );
  };
  return (
    <div className="flex max-w-150 flex-col gap-4">
      <Select
        label="Activation owner"
        options={[
          ...people.map((person) => ({
            id: person.id,
            label: person.name,
            note: person.isPartnerStaff ? undefined : "Merchant",
          })),
          { id: NONE, label: "Nobody" },
        ]}
        value={ownerId ?? NONE}
        onChange={(id) => id !== (ownerId ?? NONE) && void setOwner(id)}
        error={owner.trouble ?? undefined}
        help="Shown beside every switch: who is asked when a channel is to go up"
      />
      <Select
        label="Default site"
        options={[
          { id: NONE, label: "None: orders that name no site are not sent" },
          ...sites.map(({ id, name, hosts }) => ({ id, label: name, note: hosts[0] })),
        ]}
        value={defaultSiteId ?? NONE}
        onChange={(id) => id !== (defaultSiteId ?? NONE) && void setSite(id)}
        error={site.trouble ?? undefined}
      />
    </div>
  );
}
