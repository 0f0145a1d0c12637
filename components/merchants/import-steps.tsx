"use client";
import { Download } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ProgressBar } from "react-aria-components";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";

type Deed<Value> = ServerAction<{ importId: string }, Value, { reason: "WRONG_STATE"; state: string }>;

const POLL_MS = 1_500;

/** What may be done with an import now; while it runs the page follows it. */
export function ImportSteps({
  importId,
  state,
  total,
  done,
  broken,
  errorsHref,
  confirm,
  cancel,
}: {
  importId: string;
  state: string;
  /** Rows that would do something. */
  total: number;
  done: number;
  broken: number;
  errorsHref: string;
  confirm: Deed<{ changed: boolean }>;
  cancel: Deed<{ changed: boolean; done: number }>;
}) {
  const router = useRouter();
  const gone = () => ({ trouble: "Somebody else was faster: look at the page anew." });
  const confirming = useAction(confirm, gone);
  const cancelling = useAction(cancel, gone);
  const isRunning = state === "running";
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => router.refresh(), POLL_MS);
    return () => clearInterval(timer);
  }, [isRunning, router]);
  const act = async (deed: typeof confirming | typeof cancelling) => {
    await deed.run({ importId });
    router.refresh();
  };
  return (
    <div className="flex flex-col gap-3">
      {isRunning && (
        <ProgressBar aria-label="Rows carried out" value={done} maxValue={Math.max(1, total)}>
          {({ percentage, valueText }) => (
            <div className="flex items-center gap-3">
              <div className="h-1.5 w-80 max-w-full overflow-hidden rounded-full bg-line">
                <div className="h-full bg-accent" style={{ width: `${percentage}%` }} />
              </div>
              <span className="text-meta text-ink-2">{valueText}</span>
            </div>
          )}
        </ProgressBar>
      )}
      <div className="flex flex-wrap gap-2">
        {state === "previewed" && total > 0 && (
          <Button variant="primary" isPending={confirming.isPending} onPress={() => act(confirming)}>
            {total === 1 ? "Carry out 1 row" : `Carry out ${total.toLocaleString("en-US")} rows`}
          </Button>
        )}
        {(state === "previewed" || isRunning) && (
          <Button isPending={cancelling.isPending} onPress={() => act(cancelling)}>
            Cancel import
          </Button>
        )}
        {broken > 0 && (
          <ButtonLink href={errorsHref} icon={<Download />} download>
            Download rows with errors
          </ButtonLink>
        )}
      </div>
      <FormTrouble trouble={confirming.trouble ?? cancelling.trouble} />
    </div>
  );
}
