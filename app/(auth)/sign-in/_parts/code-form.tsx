"use client";
import { type FormEvent, useState } from "react";
import { signOutHere } from "#app/_doors/browser-session.ts";
import { CodeField } from "#components/people/code-field.tsx";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { useAlive } from "#components/shell/use-alive.ts";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showCode } from "../actions.ts";

/** The second step: a code of the app, or a recovery code of somebody who lost it. */
export function CodeForm({ next }: { next: string }) {
  const [code, setCode] = useState("");
  const [isRecovery, setRecovery] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const isAlive = useAlive();
  const deed = useAction(showCode, ({ reason }) => {
    if (reason === "CODE_WRONG") {
      const words = isRecovery
        ? "That recovery code is wrong, or was used before"
        : "That code is wrong, or was used before. Wait for the next one.";
      return { fields: { code: words } };
    }
    return { trouble: "Too many wrong codes. Try again in 15 minutes." };
  });
  const send = async (typed: string) => {
    const done = await deed.run({ code: typed });
    if (!done.ok) return;
    setLeaving(true);
    // A full load: nothing that was prepared for nobody may be shown to somebody.
    window.location.assign(next);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send(code || String(new FormData(event.currentTarget).get("code") ?? ""));
  };
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      {isRecovery ? (
        <TextField
          key="recovery"
          name="code"
          label="Recovery code"
          help="One of the ten that you stored, like f3k9-qp7x-2mzn"
          size="tall"
          isMono
          autoFocus
          autoComplete="off"
          value={code}
          onChange={setCode}
          error={deed.fields.code}
        />
      ) : (
        <CodeField
          key="app"
          size="tall"
          autoFocus
          value={code}
          onChange={setCode}
          onFull={(typed) => void send(typed)}
          error={deed.fields.code}
        />
      )}
      <FormTrouble trouble={deed.trouble} />
      <Button
        type="submit"
        variant="primary"
        size="tall"
        isWide
        isPending={deed.isPending || isLeaving || !isAlive}
      >
        Sign in
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button
          variant="quiet"
          onPress={() => {
            setCode("");
            deed.clear();
            setRecovery(!isRecovery);
          }}
        >
          {isRecovery ? "Use the app instead" : "Use a recovery code"}
        </Button>
        <Button variant="quiet" onPress={() => void signOutHere()}>
          Sign in as somebody else
        </Button>
      </div>
    </form>
  );
}
