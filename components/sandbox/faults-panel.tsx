"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { DataTable } from "#components/tables/data-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { SandboxFault } from "#lib/flexcharge/sandbox-control.ts";
import {
  FAULT_PATHS,
  SANDBOX_FAULTS,
  SANDBOX_NOTICE_MODES,
  type SandboxFaultKind,
  type SandboxNoticeMode,
  type SandboxRefusal,
} from "#lib/sandbox/schema.ts";
import { FAULT_WORDS, NOTICE_MODE_WORDS, sandboxRefusal } from "./sandbox-words.ts";

type Path = (typeof FAULT_PATHS)[number];
export type AddFault = ServerAction<
  { path: Path; kind: SandboxFaultKind; times: number | null },
  { id: number },
  SandboxRefusal
>;
export type SetNoticeMode = ServerAction<{ mode: SandboxNoticeMode }, null, SandboxRefusal>;

const TIMES = [
  { id: "1", label: "Once" },
  { id: "3", label: "3 times" },
  { id: "10", label: "10 times" },
  { id: "", label: "Until cleared" },
];

/** What goes wrong at FlexCharge, arranged on purpose, so that one sees what the gateway makes of it. */
export function FaultsPanel({
  faults,
  noticeMode,
  addFault,
  setNoticeMode,
}: {
  faults: readonly SandboxFault[];
  noticeMode: SandboxNoticeMode;
  addFault: AddFault;
  setNoticeMode: SetNoticeMode;
}) {
  const router = useRouter();
  const [path, setPath] = useState<Path>("evaluate");
  const [kind, setKind] = useState<SandboxFaultKind>("timeout_after");
  const [times, setTimes] = useState("1");
  const adding = useAction(addFault, sandboxRefusal);
  const mode = useAction(setNoticeMode, sandboxRefusal);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await adding.run({ path, kind, times: times ? Number(times) : null });
    if (!done.ok) return;
    showToast(`${FAULT_WORDS[kind]}, from the next call on.`);
    router.refresh();
  };
  const choose = async (next: SandboxNoticeMode) => {
    const done = await mode.run({ mode: next });
    if (done.ok) router.refresh();
  };
  return (
    <>
      <Section title="Faults" aside="They meet every merchant's test calls">
        <form noValidate onSubmit={submit} className="flex flex-wrap items-end gap-3">
          <Select
            label="Calls to"
            options={FAULT_PATHS.map((id) => ({ id, label: `/v1/${id}` }))}
            value={path}
            onChange={setPath}
            className="w-44 phone:w-full"
          />
          <Select
            label="What happens"
            options={SANDBOX_FAULTS.map((id) => ({ id, label: FAULT_WORDS[id] }))}
            value={kind}
            onChange={setKind}
            className="w-56 phone:w-full"
          />
          <Select
            label="How often"
            options={TIMES}
            value={times}
            onChange={setTimes}
            className="w-36 phone:w-full"
          />
          <Button type="submit" isPending={adding.isPending}>
            Add fault
          </Button>
        </form>
        <FormTrouble trouble={adding.trouble} />
        <div className="mt-4">
          <DataTable
            caption="Active faults, in the order in which they are met"
            columns={[
              {
                id: "path",
                head: "Calls to",
                phone: "a",
                isKey: true,
                cell: (fault: SandboxFault) => (
                  <span className="font-mono text-code font-normal">{fault.path}</span>
                ),
              },
              { id: "kind", head: "What happens", phone: "b", cell: (fault) => FAULT_WORDS[fault.kind] },
              {
                id: "left",
                head: "Left",
                align: "end",
                width: 120,
                phone: "c",
                cell: ({ timesLeft }) => (timesLeft === null ? "until cleared" : timesLeft),
              },
            ]}
            rows={faults}
            rowId={({ id }) => String(id)}
            empty={<p className="text-ink-2">No fault is arranged. The sandbox answers as it should.</p>}
          />
        </div>
      </Section>
      <Section title="Notices" aside="How webhooks of the sandbox arrive">
        <Select
          label="Notices come"
          options={SANDBOX_NOTICE_MODES.map((id) => ({ id, label: NOTICE_MODE_WORDS[id] }))}
          value={noticeMode}
          onChange={choose}
          isDisabled={mode.isPending}
          className="w-64 phone:w-full"
        />
        <FormTrouble trouble={mode.trouble} />
      </Section>
    </>
  );
}
