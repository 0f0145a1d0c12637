"use client";
import { applicationRefusal } from "#components/onboarding/application-words.ts";
import { useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import type { Environment } from "#lib/terms.ts";
import { startApplication } from "../actions.ts";

/** Begins a draft; the page is drawn anew with it. */
export function StartApplication({
  merchantId,
  environment,
  label,
}: {
  merchantId: string;
  environment: Environment;
  label: string;
}) {
  const start = useAction(startApplication, (refusal) => ({ trouble: applicationRefusal(refusal) }));
  return (
    <div>
      <Button
        variant="primary"
        isPending={start.isPending}
        onPress={() => void start.run({ merchantId, environment })}
      >
        {label}
      </Button>
      <div role="alert">{start.trouble && <p className="pt-2 text-danger">{start.trouble}</p>}</div>
    </div>
  );
}
