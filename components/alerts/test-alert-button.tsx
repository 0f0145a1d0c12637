"use client";
import { Send } from "lucide-react";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { TestAlertRefusal } from "#lib/alerts/errors.ts";
import type { Environment } from "#lib/terms.ts";

export type TestAlert = ServerAction<
  { environment: Environment },
  { mails: string[]; hasPost: boolean },
  TestAlertRefusal
>;

/** Tells everybody who would be told that nothing is wrong. */
export function TestAlertButton({ environment, test }: { environment: Environment; test: TestAlert }) {
  const deed = useAction(test, () => ({ trouble: "Nobody would be told: name an address first." }));
  return (
    <>
      <Button
        icon={<Send />}
        isPending={deed.isPending}
        onPress={async () => {
          const done = await deed.run({ environment });
          if (!done.ok) return;
          const { mails, hasPost } = done.value;
          const parts = [mails.length > 0 && mails.join(", "), hasPost && "the webhook"].filter(Boolean);
          showToast(`A test is on its way to ${parts.join(" and ")}.`);
        }}
      >
        Send a test
      </Button>
      {deed.trouble && (
        <p role="alert" className="text-danger">
          {deed.trouble}
        </p>
      )}
    </>
  );
}
