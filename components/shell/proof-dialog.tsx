"use client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { CodeField } from "#components/people/code-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { onProofAsked } from "./ask-for-proof.ts";
import { FormTrouble } from "./form-trouble.tsx";
import { type ServerAction, useAction } from "./use-action.ts";

export type Prove = ServerAction<
  { password: string; code?: string },
  null,
  { reason: "PASSWORD_WRONG" | "CODE_WRONG" | "TOO_MANY_ATTEMPTS" }
>;

const REFUSED: Record<string, { trouble?: string; fields?: Record<string, string> }> = {
  PASSWORD_WRONG: { fields: { password: "That is not your password" } },
  CODE_WRONG: { fields: { code: "That code is wrong, or was used before. Wait for the next one." } },
  TOO_MANY_ATTEMPTS: { trouble: "Too many attempts. Try again in 15 minutes." },
};

/** Stands over whatever asked; what was typed there goes on when the person has shown that it is them. */
export function ProofDialog({ prove, hasSecondFactor }: { prove: Prove; hasSecondFactor: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const settle = useRef<(isProven: boolean) => void>(() => {});

  useEffect(() => {
    onProofAsked(
      () =>
        new Promise((resolve) => {
          settle.current(false);
          settle.current = resolve;
          setOpen(true);
        }),
    );
    return () => onProofAsked(null);
  }, []);

  const close = (isProven: boolean) => {
    setOpen(false);
    settle.current(isProven);
  };
  return (
    <Dialog
      title="Show that it is you"
      sentence="Changes of production, credentials and members ask for it when your last proof is 15 minutes old. What you typed is kept."
      width={440}
      isOpen={isOpen}
      onOpenChange={(next) => next || close(false)}
    >
      <ProofForm prove={prove} hasSecondFactor={hasSecondFactor} onDone={close} />
    </Dialog>
  );
}

function ProofForm({
  prove,
  hasSecondFactor,
  onDone,
}: {
  prove: Prove;
  hasSecondFactor: boolean;
  onDone: (isProven: boolean) => void;
}) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const deed = useAction(prove, ({ reason }) => REFUSED[reason] ?? {});
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The form that asked may stand around this one in React's tree.
    event.stopPropagation();
    const done = await deed.run(hasSecondFactor ? { password, code } : { password });
    if (done.ok) onDone(true);
  };
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-4">
        <PasswordField
          label="Your password"
          name="password"
          autoFocus
          value={password}
          onChange={setPassword}
          error={deed.fields.password}
        />
        {hasSecondFactor && <CodeField value={code} onChange={setCode} error={deed.fields.code} />}
        <FormTrouble trouble={deed.trouble} />
      </DialogBody>
      <DialogFoot>
        <Button onPress={() => onDone(false)}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          Go on
        </Button>
      </DialogFoot>
    </form>
  );
}
