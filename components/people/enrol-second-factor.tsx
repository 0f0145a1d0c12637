"use client";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CodeField } from "./code-field.tsx";

type Begun = { secret: string; qr: { size: number; path: string } };
export type EnrolDeeds = {
  begin: ServerAction<Record<string, never>, Begun, { reason: "ALREADY_ON" }>;
  confirm: ServerAction<
    { code: string },
    { recoveryCodes: string[] },
    { reason: "CODE_WRONG" | "NOT_BEGUN" | "ALREADY_ON" }
  >;
};

const ALREADY = "Your second factor is set up already. Load the page again.";

/** Three steps: begin, show a first code of the app, store the recovery codes, which are shown this once. */
export function EnrolSecondFactor({ begin, confirm, onDone }: EnrolDeeds & { onDone: () => void }) {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const start = useAction(begin, () => ({ trouble: ALREADY }));
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (begun) return <FirstCode begun={begun} confirm={confirm} onConfirmed={setCodes} />;
  return (
    <div className="flex flex-col items-start gap-4">
      <p>Besides your password the console asks for a code from an authenticator app on your phone.</p>
      {start.trouble && <FormTrouble trouble={start.trouble} />}
      <Button
        variant="primary"
        isPending={start.isPending}
        onPress={async () => {
          const done = await start.run({});
          if (done.ok) setBegun(done.value);
        }}
      >
        Set up an authenticator app
      </Button>
    </div>
  );
}

function FirstCode({
  begun: { secret, qr },
  confirm,
  onConfirmed,
}: {
  begun: Begun;
  confirm: EnrolDeeds["confirm"];
  onConfirmed: (codes: string[]) => void;
}) {
  const [code, setCode] = useState("");
  const deed = useAction(confirm, ({ reason }) =>
    reason === "CODE_WRONG"
      ? { fields: { code: "That code is not of this key. Check the phone's clock, then try the next code." } }
      : { trouble: reason === "ALREADY_ON" ? ALREADY : "Begin again: load the page anew." },
  );
  const send = async (typed: string) => {
    const done = await deed.run({ code: typed });
    if (done.ok) onConfirmed(done.value.recoveryCodes);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send(code);
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <p>Scan this with the app, or type the key into it. Then enter the code that it shows.</p>
      <svg
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        role="img"
        aria-label="QR code of the key below"
        className="size-46 self-start rounded-control border border-line"
        shapeRendering="crispEdges"
      >
        {/* Dark on light in both themes: that is what cameras read. */}
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" />
      </svg>
      <div className="flex items-center gap-2">
        <code className="font-mono text-code break-all">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        <CopyButton value={secret} label="Copy the key" />
      </div>
      <CodeField
        value={code}
        onChange={setCode}
        onFull={(typed) => void send(typed)}
        error={deed.fields.code}
        autoFocus
      />
      <FormTrouble trouble={deed.trouble} />
      <Button type="submit" variant="primary" isPending={deed.isPending} className="self-start">
        Turn it on
      </Button>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  return (
    <div className="flex flex-col items-start gap-4">
      <p role="status">
        Your second factor is on. Store these recovery codes where you keep passwords: each opens the console
        once when the phone is lost. They are shown this once.
      </p>
      <ul className="grid grid-cols-2 gap-x-8 gap-y-1 font-mono text-code">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <CopyButton value={codes.join("\n")} label="Copy the recovery codes">
          Copy all
        </CopyButton>
        <Button variant="primary" onPress={onDone}>
          I have stored them
        </Button>
      </div>
    </div>
  );
}
