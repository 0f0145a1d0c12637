"use client";
import { FIELD_NAMES } from "#components/onboarding/application-words.ts";
import { when } from "#components/switching/when.ts";
import { Button } from "#components/ui/button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ApplicationView } from "#lib/onboarding/queries/get-application.ts";
import { isRequired } from "#lib/onboarding/rules.ts";
import type { TextField as FieldName } from "#lib/onboarding/schema.ts";
import type { useApplication } from "./use-application.ts";

type Board = ReturnType<typeof useApplication>;

const HELP: Partial<Record<FieldName, string>> = {
  dba: "The name that customers know",
  taxId: "For example 12-3456789",
  descriptor: "What the card statement shows, at most 25 characters",
  routingNumber: "Nine digits; kept sealed, never shown again",
  accountNumber: "Kept sealed; only its last four are shown again",
  country: "Two letters, for example US",
};
const KINDS: Partial<Record<FieldName, "email" | "tel">> = {
  email: "email",
  supportEmail: "email",
  phone: "tel",
  supportPhone: "tel",
};
const OPTIONAL = <span className="text-meta text-ink-3">optional</span>;
const ACCOUNTS = [
  { id: "checking", label: "Checking" },
  { id: "savings", label: "Savings" },
] as const;

/** The texts of a section: fields where they are open, facts where they are closed. */
export function TextFields({
  names,
  application,
  board,
  reader,
}: {
  names: readonly FieldName[];
  application: ApplicationView;
  board: Board;
  reader: { zone: string; now: string };
}) {
  const open = names.filter((name) => application.open.includes(name));
  const closed = names.filter((name) => !open.includes(name));
  const kept = (name: FieldName) => keptText(application, name);
  return (
    <div className="flex max-w-190 flex-col gap-4">
      {open.length > 0 && (
        <div className="grid gap-4 md:grid-cols-2">
          {open.map((name) => {
            const value = String(board.typed[name] ?? (isSealed(name) ? "" : kept(name)));
            const conflict = board.conflicts[name];
            const common = {
              label: FIELD_NAMES[name],
              labelAside: isRequired(name) ? undefined : OPTIONAL,
              error: board.problems[name],
            };
            return (
              <div key={name} className="flex flex-col gap-1.5">
                {name === "accountType" ? (
                  <Select
                    {...common}
                    options={ACCOUNTS}
                    value={ACCOUNTS.find(({ id }) => id === value)?.id ?? null}
                    onChange={(id) => board.type(name, id)}
                  />
                ) : (
                  <TextField
                    {...common}
                    name={name}
                    type={KINDS[name] ?? "text"}
                    autoComplete="off"
                    isMono={isSealed(name)}
                    help={HELP[name]}
                    placeholder={isSealed(name) ? kept(name) : undefined}
                    value={value}
                    onChange={(text) => board.type(name, text)}
                    onBlur={() => void board.flush()}
                  />
                )}
                {conflict && (
                  <div role="alert" className="text-meta text-attn">
                    {conflict.byName} saved “{String(conflict.theirs ?? "")}” at{" "}
                    {when(conflict.at, reader.zone, reader.now)}.{" "}
                    <span className="inline-flex gap-2">
                      <Button size="row" onPress={() => board.settle(name, true)}>
                        Keep mine
                      </Button>
                      <Button size="row" onPress={() => board.settle(name, false)}>
                        Take theirs
                      </Button>
                    </span>
                  </div>
                )}
              </div>
            );
          })}
        </div>
      )}
      {closed.length > 0 && (
        <Facts
          keyWidth={168}
          facts={closed.map((name) => ({
            key: FIELD_NAMES[name],
            value: kept(name) || <span className="text-ink-3">–</span>,
          }))}
        />
      )}
    </div>
  );
}

const isSealed = (name: FieldName) => name === "accountNumber" || name === "routingNumber";

function keptText(application: ApplicationView, name: FieldName): string {
  if (name === "accountNumber") return application.bankLast4 ? `•••• ${application.bankLast4}, sealed` : "";
  if (name === "routingNumber") return application.hasRouting ? "Sealed" : "";
  return application.details[name] ?? "";
}
