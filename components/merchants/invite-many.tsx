"use client";
import { type ReactNode, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { TextField } from "#components/ui/text-field.tsx";

export type InviteAction = ServerAction<
  { merchantId: string; name: string; email: string; role: "merchant_admin" },
  { invitationId: string; expiresAt: Date },
  { reason: "ALREADY_MEMBER" } | { reason: "NOT_A_ROLE_HERE" }
>;

const INVITED_MAX = 20;

/** One person for each chosen merchant, as its administrator: an address belongs to one merchant only. */
export function InviteMany({
  merchants,
  invite,
  trigger,
}: {
  merchants: readonly { id: string; name: string }[];
  invite: InviteAction;
  trigger: (unavailable: string | undefined) => ReactNode;
}) {
  const tooMany = merchants.length > INVITED_MAX ? `At most ${INVITED_MAX} invitations at once` : undefined;
  if (tooMany) return trigger(tooMany);
  return (
    <Dialog
      title="Invite merchants"
      sentence="Each gets a link by e-mail that works once, for seven days, as the merchant's administrator."
      width={720}
      trigger={trigger(undefined)}
    >
      {(close) => (
        <>
          <DialogBody>
            <ul className="flex flex-col gap-5">
              {merchants.map((merchant) => (
                <InviteOne key={merchant.id} merchant={merchant} invite={invite} />
              ))}
            </ul>
          </DialogBody>
          <DialogFoot>
            <Button onPress={close}>Done</Button>
          </DialogFoot>
        </>
      )}
    </Dialog>
  );
}

function InviteOne({ merchant, invite }: { merchant: { id: string; name: string }; invite: InviteAction }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  const deed = useAction(invite, () => ({ fields: { email: "Is a member of this merchant already" } }));
  return (
    <li>
      <form
        aria-label={merchant.name}
        onSubmit={async (event) => {
          event.preventDefault();
          if (deed.isPending || isSent) return;
          const role = "merchant_admin" as const;
          setSent((await deed.run({ merchantId: merchant.id, name, email, role })).ok);
        }}
      >
        <p className="mb-1.5 font-semibold">{merchant.name}</p>
        <div className="flex flex-wrap items-start gap-3">
          <TextField
            label="Name"
            className="min-w-40 flex-1"
            value={name}
            onChange={setName}
            isDisabled={isSent}
            error={deed.fields.name}
          />
          <TextField
            label="E-mail"
            type="email"
            className="min-w-50 flex-1"
            value={email}
            onChange={setEmail}
            isDisabled={isSent}
            error={deed.fields.email}
          />
          <div className="flex h-8 w-24 items-center self-end phone:w-auto" role="status">
            {isSent ? (
              <GlyphWord shape="circle-check" tone="rescued">
                Invited
              </GlyphWord>
            ) : (
              <Button type="submit" isPending={deed.isPending}>
                Invite
              </Button>
            )}
          </div>
        </div>
        <FormTrouble trouble={deed.trouble} />
      </form>
    </li>
  );
}
