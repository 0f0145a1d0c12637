"use client";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { useAlive } from "#components/shell/use-alive.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import {
  PASSWORD_CHARACTERS_MAX,
  PASSWORD_CHARACTERS_MIN,
  type PasswordProblem,
} from "#lib/access/schema.ts";
import { accept } from "../actions.ts";

const PROBLEMS: Record<PasswordProblem, string> = {
  TOO_SHORT: `Use at least ${PASSWORD_CHARACTERS_MIN} characters; a few words that only you would put together`,
  TOO_LONG: `Use at most ${PASSWORD_CHARACTERS_MAX} characters`,
  TOO_COMMON: "Many people use this one, so it is tried first. Choose words of your own",
  CONTEXT: "It is little more than a name that others know. Add words of your own",
};

/** Chooses a password for a new member (with the name as they want it) or a known one. Signing in comes next. */
export function PasswordForm({ token, email, name }: { token: string; email: string; name: string | null }) {
  const isAlive = useAlive();
  const [isDone, setDone] = useState(false);
  const deed = useAction(accept, (refusal) => {
    if (refusal.reason === "PASSWORD") return { fields: { password: PROBLEMS[refusal.problem] } };
    if (refusal.reason === "ADDRESS_TAKEN")
      return {
        trouble: `${email} has an account here already, and an address has one. Ask to be invited at another.`,
      };
    if (refusal.reason === "INVITATION_UNKNOWN") return { trouble: "This link opens nothing any more." };
    const whom = refusal.purpose === "reset" ? "Ask" : `Ask ${refusal.invitedByName}`;
    return { trouble: `This link has ended meanwhile. ${whom} for a new one.` };
  });
  if (isDone) {
    return (
      <div className="flex flex-col gap-4">
        <p role="status">Your password is set. Sign in with {email}.</p>
        <ButtonLink href="/sign-in" variant="primary" size="tall" isWide>
          Sign in
        </ButtonLink>
      </div>
    );
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const password = String(typed.get("password") ?? "");
    const named = name === null ? {} : { name: String(typed.get("name") ?? "") };
    const done = await deed.run({ token, password, ...named });
    if (done.ok) setDone(true);
  };
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      {/* For password managers: whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {name !== null && (
        <TextField
          name="name"
          label="Your name"
          size="tall"
          autoComplete="name"
          defaultValue={name}
          error={deed.fields.name && "Give a name of 1 to 120 characters"}
        />
      )}
      <PasswordField
        name="password"
        label="New password"
        size="tall"
        autoComplete="new-password"
        autoFocus
        help={`At least ${PASSWORD_CHARACTERS_MIN} characters, of any kind`}
        error={deed.fields.password}
      />
      <FormTrouble trouble={deed.trouble} />
      <Button type="submit" variant="primary" size="tall" isWide isPending={deed.isPending || !isAlive}>
        Set password
      </Button>
    </form>
  );
}
