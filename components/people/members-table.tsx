"use client";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { ROLE_NAMES } from "#lib/access/rules.ts";
import type { Role } from "#lib/terms.ts";
import type { MemberActions } from "./member-actions.ts";
import { MemberMenu } from "./member-menu.tsx";

export type MemberView = {
  id: string;
  name: string;
  email: string;
  role: Role;
  secondFactorSince: Date | null;
  lastSeenAt: Date | null;
  disabledAt: Date | null;
};

/** Who belongs to one side, with what they may do and how well their account is kept. */
export function MembersTable({
  merchantId,
  homeName,
  members,
  zone,
  selfId,
  actions,
}: {
  merchantId: string;
  homeName: string;
  members: readonly MemberView[];
  zone: string;
  selfId: string;
  actions: MemberActions;
}) {
  const columns: Column<MemberView>[] = [
    {
      id: "person",
      head: "Person",
      phone: "a",
      cell: ({ id, name, email }) => (
        <TwoLines first={id === selfId ? `${name} (you)` : name} second={email} isKey />
      ),
    },
    { id: "role", head: "Role", width: 150, phone: "c", cell: ({ role }) => ROLE_NAMES[role] },
    { id: "home", head: "Works on", width: 160, priority: 3, cell: () => homeName },
    {
      id: "factor",
      head: "Second factor",
      width: 130,
      priority: 2,
      cell: ({ secondFactorSince }) =>
        secondFactorSince ? (
          <GlyphWord shape="circle-check" tone="rescued">
            On
          </GlyphWord>
        ) : (
          <GlyphWord shape="circle-dashed" tone="off">
            Off
          </GlyphWord>
        ),
    },
    {
      id: "seen",
      head: "Last seen",
      width: 140,
      align: "end",
      phone: "d",
      cell: ({ disabledAt, lastSeenAt }) =>
        disabledAt ? (
          <GlyphWord shape="circle-slash" tone="off">
            Disabled
          </GlyphWord>
        ) : lastSeenAt ? (
          <Timestamp at={lastSeenAt} zone={zone} />
        ) : (
          <span className="text-ink-3">Never</span>
        ),
    },
    {
      id: "act",
      head: <span className="sr-only">Actions</span>,
      width: 56,
      align: "end",
      phone: "b",
      cell: (member) => <MemberMenu merchantId={merchantId} member={member} actions={actions} />,
    },
  ];
  return (
    <DataTable
      caption="Members"
      columns={columns}
      rows={members}
      rowId={({ id }) => id}
      empty={
        <EmptyState
          title="Nobody here yet"
          sentence={`Invite somebody who works on ${homeName}; they choose their own password.`}
        />
      }
    />
  );
}
