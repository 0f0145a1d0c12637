"use client";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Button } from "#components/ui/button.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { ROLE_NAMES } from "#lib/access/rules.ts";
import type { Role } from "#lib/terms.ts";
import type { MemberActions } from "./member-actions.ts";

export type InvitationView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  invitedByName: string;
  expiresAt: Date;
  hasExpired: boolean;
};

/** Who was invited and has not come yet: sent anew (the former link ends) or withdrawn. */
export function InvitationsTable({
  merchantId,
  invitations,
  zone,
  actions,
}: {
  merchantId: string;
  invitations: readonly InvitationView[];
  zone: string;
  actions: Pick<MemberActions, "invite" | "uninvite">;
}) {
  const again = useAction(actions.invite, ({ reason }) => ({
    trouble: reason === "ALREADY_MEMBER" ? "They are a member already." : "That role does not exist here.",
  }));
  const withdraw = useAction(actions.uninvite, () => ({ trouble: "It was used or withdrawn meanwhile." }));
  const columns: Column<InvitationView>[] = [
    {
      id: "person",
      head: "Person",
      phone: "a",
      cell: ({ name, email }) => <TwoLines first={name} second={email} isKey />,
    },
    { id: "role", head: "Role", width: 150, phone: "c", cell: ({ role }) => ROLE_NAMES[role] },
    { id: "by", head: "Invited by", width: 150, priority: 2, cell: ({ invitedByName }) => invitedByName },
    {
      id: "until",
      head: "Open until",
      width: 150,
      align: "end",
      phone: "d",
      cell: ({ hasExpired, expiresAt }) =>
        hasExpired ? (
          <GlyphWord shape="circle-slash" tone="off">
            Expired
          </GlyphWord>
        ) : (
          <Timestamp at={expiresAt} zone={zone} />
        ),
    },
    {
      id: "act",
      head: <span className="sr-only">Actions</span>,
      width: 196,
      align: "end",
      phone: "b",
      cell: ({ id, email, name, role }) => (
        <span className="flex justify-end gap-1.5">
          <Button
            size="row"
            aria-label={`Send again to ${email}`}
            onPress={async () => {
              const done = await again.run({ merchantId, email, name, role });
              if (done.ok) showToast(`A new link is on its way to ${email}; the former one has ended.`);
            }}
          >
            Send again
          </Button>
          <Button
            size="row"
            aria-label={`Withdraw the invitation of ${email}`}
            onPress={async () => {
              const done = await withdraw.run({ merchantId, invitationId: id });
              if (done.ok) showToast(`The link of ${email} opens nothing any more.`);
            }}
          >
            Withdraw
          </Button>
        </span>
      ),
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      <DataTable caption="Open invitations" columns={columns} rows={invitations} rowId={({ id }) => id} />
      <FormTrouble trouble={again.trouble ?? withdraw.trouble} />
    </div>
  );
}
