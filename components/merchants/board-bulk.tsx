"use client";
import { Download, Mail, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { BulkBar } from "#components/tables/bulk-bar.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { BULK_MAX } from "#lib/merchants/schema.ts";
import type { BoardLine } from "./board-line.ts";
import { type InviteAction, InviteMany } from "./invite-many.tsx";
import type { useSelected } from "./use-selected.ts";

export type BoardActions = {
  assignOwner: ServerAction<
    { merchantIds: string[]; userId: string | null },
    { changed: number; same: number; refused: number },
    never
  >;
  invite: InviteAction;
};

const NOBODY = "nobody";

/** What may be done with several merchants at once. */
export function BoardBulk({
  selected,
  shown,
  people,
  rights,
  root,
  query,
  actions,
}: {
  selected: ReturnType<typeof useSelected>;
  shown: readonly BoardLine[];
  people: readonly { id: string; name: string }[];
  rights: { edit: boolean; export: boolean };
  root: string;
  query: string;
  actions: BoardActions;
}) {
  const { ids } = selected;
  const isAll = ids.length === shown.length;
  const tooMany = ids.length > BULK_MAX ? `At most ${BULK_MAX} merchants at once` : undefined;
  // All that is shown is what the address says; some of it is said by name.
  const exported = isAll ? query : `?ids=${ids.join(",")}`;
  const chosen = shown.filter(({ id }) => selected.has(id));
  return (
    <BulkBar words={`${ids.length.toLocaleString("en-US")} selected`} onClear={selected.clear}>
      {!isAll && (
        <Button size="row" variant="quiet" onPress={() => selected.choose(shown.map(({ id }) => id))}>
          Select all {shown.length.toLocaleString("en-US")}
        </Button>
      )}
      {rights.edit && (
        <>
          <AssignOwner ids={ids} people={people} assign={actions.assignOwner} unavailable={tooMany} />
          <InviteMany
            merchants={chosen}
            invite={actions.invite}
            trigger={(unavailable) => (
              <Button size="row" icon={<Mail />} unavailable={unavailable}>
                Invite
              </Button>
            )}
          />
        </>
      )}
      {rights.export &&
        (tooMany && !isAll ? (
          <Button size="row" icon={<Download />} unavailable={tooMany}>
            Export CSV
          </Button>
        ) : (
          <ButtonLink size="row" icon={<Download />} href={`${root}/csv${exported}`} download>
            Export CSV
          </ButtonLink>
        ))}
    </BulkBar>
  );
}

function AssignOwner({
  ids,
  people,
  assign,
  unavailable,
}: {
  ids: readonly string[];
  people: readonly { id: string; name: string }[];
  assign: BoardActions["assignOwner"];
  unavailable: string | undefined;
}) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const [ownerId, setOwnerId] = useState<string>(people[0]?.id ?? NOBODY);
  const deed = useAction(assign, () => ({}));
  const count = `${ids.length} ${ids.length === 1 ? "merchant" : "merchants"}`;
  return (
    <>
      <Button size="row" icon={<UserRound />} unavailable={unavailable} onPress={() => setOpen(true)}>
        Assign owner
      </Button>
      <Dialog
        title={`Assign the activation owner of ${count}`}
        sentence="The person who is asked when a channel is to be switched."
        width={480}
        isOpen={isOpen}
        onOpenChange={setOpen}
      >
        {(close) => (
          <>
            <DialogBody className="flex flex-col gap-4">
              <Select
                label="Activation owner"
                options={[
                  ...people.map(({ id, name }) => ({ id, label: name })),
                  { id: NOBODY, label: "Nobody" },
                ]}
                value={ownerId}
                onChange={setOwnerId}
              />
              <FormTrouble trouble={deed.trouble} />
            </DialogBody>
            <DialogFoot>
              <Button onPress={close}>Cancel</Button>
              <Button
                variant="primary"
                isPending={deed.isPending}
                onPress={async () => {
                  const userId = ownerId === NOBODY ? null : ownerId;
                  const done = await deed.run({ merchantIds: [...ids], userId });
                  if (!done.ok) return;
                  close();
                  const { changed, refused } = done.value;
                  showToast(
                    `${changed} of ${count} changed.${refused > 0 ? ` ${refused} kept: this person can no longer be chosen.` : ""}`,
                  );
                  router.refresh();
                }}
              >
                Assign owner
              </Button>
            </DialogFoot>
          </>
        )}
      </Dialog>
    </>
  );
}
