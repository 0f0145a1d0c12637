"use client";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Menu, type MenuEntry } from "#components/ui/menu.tsx";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Role } from "#lib/terms.ts";
import type { MemberActions } from "./member-actions.ts";
import type { MemberView } from "./members-table.tsx";
import { roleOptions } from "./role-options.ts";

type Deed = "role" | "disable" | "activate" | "signOut" | "factor";
type Props = { merchantId: string; member: MemberView; actions: MemberActions };

const WORDS: Record<
  Exclude<Deed, "role">,
  (name: string) => { title: string; sentence: string; done: string }
> = {
  disable: (name) => ({
    title: `Disable ${name}?`,
    sentence:
      "They are signed out at once and cannot sign in. What they did stays theirs, and they can be let in again.",
    done: `${name} is disabled.`,
  }),
  activate: (name) => ({
    title: `Let ${name} in again?`,
    sentence: "With the role and the password that they had.",
    done: `${name} may sign in again.`,
  }),
  signOut: (name) => ({
    title: `Sign ${name} out everywhere?`,
    sentence: "Every session ends at once. They can sign in again.",
    done: `${name} is signed out everywhere.`,
  }),
  factor: (name) => ({
    title: `Reset the second factor of ${name}?`,
    sentence:
      "For somebody who lost app and recovery codes; make sure that it is them who asks. They are signed out, told by mail, and set a new one up.",
    done: `${name} sets a new second factor up at the next sign-in.`,
  }),
};
const LABELS: Record<Deed, string> = {
  role: "Change role",
  disable: "Disable",
  activate: "Let in again",
  signOut: "Sign out everywhere",
  factor: "Reset second factor",
};
const LAST_ADMIN = "The last administrator stays: make somebody else one first.";

/** What can be done with one member; each deed is asked for once more, in its own dialog. */
export function MemberMenu(props: Props) {
  const [chosen, setChosen] = useState<Deed | null>(null);
  const { member } = props;
  const entry = (id: Deed, isDanger = false): MenuEntry => ({
    id,
    label: `${LABELS[id]}…`,
    isDanger,
    onAction: () => setChosen(id),
  });
  const entries = member.disabledAt
    ? [entry("activate")]
    : [
        entry("role"),
        entry("signOut"),
        ...(member.secondFactorSince ? [entry("factor")] : []),
        entry("disable", true),
      ];
  return (
    <>
      <Menu
        label={`Actions for ${member.name}`}
        placement="bottom end"
        trigger={
          <AriaButton
            aria-label={`Actions for ${member.name}`}
            className="flex size-7 items-center justify-center rounded-control text-ink-2 hover:bg-hover touch:size-11"
          >
            <Ellipsis />
          </AriaButton>
        }
        groups={[{ id: "member", entries }]}
      />
      {chosen === "role" && <RoleDialog {...props} onClose={() => setChosen(null)} />}
      {chosen && chosen !== "role" && (
        <PlainDialog {...props} deed={chosen} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

function RoleDialog({ merchantId, member, actions, onClose }: Props & { onClose: () => void }) {
  const [role, setRole] = useState<Role>(member.role);
  const deed = useAction(actions.giveRole, ({ reason }) => ({
    fields: { role: reason === "LAST_ADMIN" ? LAST_ADMIN : "This is a role of the other side" },
  }));
  return (
    <AlertDialog
      title={`The role of ${member.name}`}
      sentence="They are signed out everywhere, so that nobody works on with the former role."
      isOpen
      onOpenChange={onClose}
      confirmLabel="Change role"
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId, userId: member.id, role });
        if (done.ok && done.value.changed) showToast(`${member.name} has another role.`);
        return done.ok;
      }}
    >
      <div className="flex flex-col gap-4">
        <Select
          label="Role"
          options={roleOptions(merchantId)}
          value={role}
          onChange={setRole}
          error={deed.fields.role}
        />
        <FormTrouble trouble={deed.trouble} />
      </div>
    </AlertDialog>
  );
}

function PlainDialog({
  merchantId,
  member,
  actions,
  deed: name,
  onClose,
}: Props & { deed: Exclude<Deed, "role">; onClose: () => void }) {
  const { disable, activate, signOutMember, resetFactor } = actions;
  const verbs = { disable, activate, signOut: signOutMember, factor: resetFactor };
  const deed = useAction(verbs[name] as MemberActions["disable"], () => ({ trouble: LAST_ADMIN }));
  const words = WORDS[name](member.name);
  return (
    <AlertDialog
      title={words.title}
      sentence={words.sentence}
      isOpen
      onOpenChange={onClose}
      confirmLabel={LABELS[name]}
      confirmVariant={name === "disable" ? "danger-solid" : "primary"}
      isPending={deed.isPending}
      onConfirm={async () => {
        const done = await deed.run({ merchantId, userId: member.id });
        if (done.ok) showToast(words.done);
        return done.ok;
      }}
    >
      {deed.trouble && <FormTrouble trouble={deed.trouble} />}
    </AlertDialog>
  );
}
