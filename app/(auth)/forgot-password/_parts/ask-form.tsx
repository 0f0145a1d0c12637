"use client";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { useAlive } from "#components/shell/use-alive.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { askForLink } from "../actions.ts";

/** Says the same whether the address is somebody's or not. */
export function AskForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const isAlive = useAlive();
  const deed = useAction(askForLink, () => ({}));
  if (sentTo) {
    return (
      <div className="flex flex-col gap-4">
        <p role="status">
          If {sentTo} is a member's address, a link is on its way. It works once, for one hour.
        </p>
        <ButtonLink href="/sign-in">Back to sign-in</ButtonLink>
      </div>
    );
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email") ?? "").trim();
    const done = await deed.run({ email });
    if (done.ok) setSentTo(email);
  };
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        name="email"
        label="E-mail"
        type="email"
        size="tall"
        autoComplete="username"
        inputMode="email"
        autoFocus
        error={deed.fields.email && "Give the address that you sign in with"}
      />
      <FormTrouble trouble={deed.trouble} />
      <Button type="submit" variant="primary" size="tall" isWide isPending={deed.isPending || !isAlive}>
        Send me a link
      </Button>
      <ButtonLink href="/sign-in" variant="quiet">
        Back to sign-in
      </ButtonLink>
    </form>
  );
}
