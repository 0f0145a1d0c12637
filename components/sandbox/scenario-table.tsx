"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Outcome } from "#components/orders/outcome.tsx";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ScenarioRun } from "#lib/sandbox/run-scenario.ts";
import { type SandboxRefusal, SCENARIOS, type ScenarioId } from "#lib/sandbox/schema.ts";
import { sandboxRefusal } from "./sandbox-words.ts";

export type RunScenario = ServerAction<
  { merchantId: string; siteId: string; scenario: ScenarioId },
  ScenarioRun,
  SandboxRefusal | { reason: "NO_CREDENTIALS" | "NO_ANSWER" }
>;
type Row = (typeof SCENARIOS)[number];

const BY_WORDS: Record<Row["by"], string> = {
  card: "Card",
  phone: "Phone",
  type: "Transaction type",
  amount: "Rebill of",
};

/** What each test card, phone and amount does, to copy into a checkout of one's own or to run at once. */
export function ScenarioTable({
  root,
  merchantId,
  sites,
  run,
}: {
  root: string;
  merchantId: string;
  sites: readonly { id: string; label: string }[];
  /** Null where the role may only look. */
  run: RunScenario | null;
}) {
  const router = useRouter();
  const [siteId, setSite] = useState(sites[0]?.id ?? "");
  const [running, setRunning] = useState<ScenarioId | null>(null);
  const [runs, setRuns] = useState<Partial<Record<ScenarioId, ScenarioRun>>>({});
  const deed = useAction(run ?? notAllowed, (refusal) => {
    if (refusal.reason === "NO_CREDENTIALS")
      return { trouble: "There are no verified sandbox credentials. Enter and verify them first." };
    if (refusal.reason === "NO_ANSWER")
      return { trouble: "The sandbox gave no token for the card. A fault may be active." };
    return sandboxRefusal(refusal);
  });
  const start = async (scenario: ScenarioId) => {
    if (running) return;
    setRunning(scenario);
    const done = await deed.run({ merchantId, siteId, scenario });
    setRunning(null);
    if (!done.ok) return;
    setRuns((before) => ({ ...before, [scenario]: done.value }));
    router.refresh();
  };
  const columns: Column<Row>[] = [
    { id: "outcome", head: "Outcome", phone: "a", isKey: true, cell: ({ outcome }) => outcome },
    {
      id: "trigger",
      head: "Card, phone or amount",
      width: 280,
      phone: "c",
      cell: ({ by, trigger }) => (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <span className="text-ink-3">{BY_WORDS[by]}</span>
          <span className="font-mono text-code whitespace-nowrap">{trigger}</span>
          <CopyButton value={trigger} label={`Copy ${trigger}`} />
        </span>
      ),
    },
    {
      id: "run",
      head: "Last run",
      width: 190,
      phone: "d",
      cell: ({ id }) => <RunWords root={root} run={runs[id]} />,
    },
    {
      id: "deed",
      head: <span className="sr-only">Run</span>,
      width: 72,
      align: "end",
      phone: "b",
      cell: ({ id, outcome, trigger }) =>
        run &&
        siteId && (
          <Button
            size="row"
            onPress={() => start(id)}
            isPending={running === id}
            aria-label={`Run ${outcome}, ${trigger}`}
          >
            Run
          </Button>
        ),
    },
  ];
  return (
    <Section title="Scenarios" aside="A phone of these beats the card">
      <div className="flex flex-col gap-3">
        {sites.length > 0 ? (
          <Select
            label="Site that the order comes from"
            options={sites}
            value={siteId}
            onChange={setSite}
            className="w-80 phone:w-full"
          />
        ) : (
          <p className="text-ink-2">
            Nothing runs without a site. <Link href={`${root}/sites/new`}>Add the first website</Link>
          </p>
        )}
        <FormTrouble trouble={deed.trouble} />
        <DataTable
          caption="Scenarios of the sandbox"
          columns={columns}
          rows={SCENARIOS}
          rowId={({ id }) => id}
        />
      </div>
    </Section>
  );
}

function RunWords({ root, run }: { root: string; run: ScenarioRun | undefined }) {
  return (
    <span role="status">
      {run && (
        <span className="flex flex-wrap items-center gap-x-2">
          <Outcome state={run.state} />
          <Link href={`${root}/orders/${run.orderId}`}>Open order</Link>
          {run.reason && <span className="w-full font-mono text-code text-ink-3">{run.reason}</span>}
        </span>
      )}
    </span>
  );
}

const notAllowed: RunScenario = async () => ({ ok: false, reason: "NO_PERMISSION", roles: [] });
