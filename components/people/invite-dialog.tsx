"use client";
import { UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Role } from "#lib/terms.ts";
import type { MemberActions } from "./member-actions.ts";
import { roleOptions } from "./role-options.ts";

type Props = { merchantId: string; homeName: string; invite: MemberActions["invite"] };

/** Name, address, role; the link goes out by mail. */
export function InviteDialog(props: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title="Invite somebody"
      sentence={`To work on ${props.homeName}. The link in the mail works once, for seven days.`}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon={<UserPlus />}>
          Invite
        </Button>
      }
    >
      <InviteForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function InviteForm({ merchantId, homeName, invite, onDone }: Props & { onDone: () => void }) {
  const roles = roleOptions(merchantId);
  const [typed, setTyped] = useState({ name: "", email: "" });
  const [role, setRole] = useState<Role>(roles.at(-1)!.id);
  const refused: Record<string, Record<string, string>> = {
    ALREADY_MEMBER: { email: `This address is a member of ${homeName} already` },
    NOT_A_ROLE_HERE: { role: "This is a role of the other side" },
  };
  const deed = useAction(invite, ({ reason }) => ({ fields: refused[reason] ?? {} }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await deed.run({ merchantId, ...typed, role });
    if (!done.ok) return;
    showToast(`An invitation is on its way to ${typed.email}.`);
    onDone();
  };
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        <TextField
          label="Name"
          name="name"
          autoFocus
          autoComplete="off"
          value={typed.name}
          onChange={(name) => setTyped({ ...typed, name })}
          error={deed.fields.name && "Give a name of 1 to 120 characters"}
        />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          value={typed.email}
          onChange={(email) => setTyped({ ...typed, email })}
          error={emailWords(deed.fields.email)}
        />
        <Select label="Role" options={roles} value={role} onChange={setRole} error={deed.fields.role} />
        <FormTrouble trouble={deed.trouble} />
      </DialogBody>
      <DialogFoot>
        <Button onPress={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          Send invitation
        </Button>
      </DialogFoot>
    </form>
  );
}

function emailWords(error: string | undefined): string | undefined {
  if (!error) return undefined;
  return error.startsWith("This address") ? error : "Give one e-mail address, like ada@company.example";
}
