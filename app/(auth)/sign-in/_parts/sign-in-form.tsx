"use client";
import { useState } from "react";
import { type SignInAnswer, signInHere } from "#app/_doors/browser-session.ts";
import { useAlive } from "#components/shell/use-alive.ts";
import { Button } from "#components/ui/button.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { Link } from "#components/ui/link.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { nextStep } from "../actions.ts";
import { CodeForm } from "./code-form.tsx";

/** E-mail and password, then the code where one is asked for; what was typed stays, and so does the focus. */
export function SignInForm({ next }: { next: string }) {
  const [isPending, setPending] = useState(false);
  const [isCodeWanted, setCodeWanted] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  // Until the page is alive a press would send the form as a plain GET, with the password in the address.
  const isAlive = useAlive();

  if (isCodeWanted) return <CodeForm next={next} />;
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    setPending(true);
    setTrouble(null);
    const answer = await signInHere(String(data.get("email") ?? ""), String(data.get("password") ?? ""));
    if (answer === "in") {
      const step = await nextStep({}).catch(() => null);
      if (step?.ok && step.value.needs === "code") return setCodeWanted(true);
      if (step?.ok && step.value.needs) return window.location.reload();
      // A full load: nothing that was prepared for nobody may be shown to somebody.
      window.location.assign(next);
      return;
    }
    setPending(false);
    setTrouble(wordsFor(answer));
    form.querySelector<HTMLInputElement>("input[name=password]")?.focus();
  };

  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) void submit(event.currentTarget);
      }}
      className="flex flex-col gap-4"
    >
      <TextField
        name="email"
        label="E-mail"
        type="email"
        size="tall"
        autoComplete="username"
        inputMode="email"
        autoFocus
        isRequired
      />
      <PasswordField name="password" label="Password" size="tall" isRequired />
      <p role="alert" className="flex min-h-5 items-start gap-1.5 text-danger empty:hidden">
        {trouble && (
          <>
            <Glyph shape="octagon-alert" className="mt-0.75" />
            <span>{trouble}</span>
          </>
        )}
      </p>
      <Button type="submit" variant="primary" size="tall" isWide isPending={isPending || !isAlive}>
        Continue
      </Button>
      <p className="text-center">
        <Link href="/forgot-password">Forgot password</Link>
      </p>
    </form>
  );
}

function wordsFor(answer: Exclude<SignInAnswer, "in">): string {
  if (answer === "wrong") return "That e-mail and password do not match";
  if (answer === "unreachable") return "The console did not answer. What you typed is kept; try again.";
  const minutes = Math.ceil(answer.waitSeconds / 60);
  return `Too many attempts from here. Try again in ${minutes} min.`;
}
