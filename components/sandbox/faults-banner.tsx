"use client";
import { useRouter } from "next/navigation";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { SandboxNoticeMode, SandboxRefusal } from "#lib/sandbox/schema.ts";
import { faultsWords, sandboxRefusal } from "./sandbox-words.ts";

export type ClearFaults = ServerAction<Record<string, never>, null, SandboxRefusal>;

/** What the sandbox does wrong on purpose, said as long as it does; whoever arranges faults clears them here. */
export function FaultsBanner({
  faults,
  noticeMode,
  clear,
}: {
  faults: number;
  noticeMode: SandboxNoticeMode;
  /** Null where the role may only look. */
  clear: ClearFaults | null;
}) {
  const router = useRouter();
  const deed = useAction(clear ?? notAllowed, sandboxRefusal);
  const words = faultsWords(faults, noticeMode);
  if (!words) return null;
  const run = async () => {
    const done = await deed.run({});
    if (!done.ok) return;
    showToast("The sandbox answers as it should again.");
    router.refresh();
  };
  return (
    <div className="flex flex-col gap-2">
      <Banner
        tone="attn"
        title={words}
        action={
          clear && (
            <Button onPress={run} isPending={deed.isPending}>
              Clear
            </Button>
          )
        }
      >
        for every merchant's test orders.
      </Banner>
      <FormTrouble trouble={deed.trouble} />
    </div>
  );
}

const notAllowed: ClearFaults = async () => ({ ok: false, reason: "NO_PERMISSION", roles: [] });
