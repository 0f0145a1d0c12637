"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Environment } from "#lib/terms.ts";
import { EndpointDialog } from "./endpoint-dialog.tsx";
import type { WebhookActions } from "./webhook-actions.ts";

export function AddEndpoint({
  environment,
  merchants,
  actions,
}: {
  environment: Environment;
  merchants: readonly { id: string; label: string }[];
  actions: Pick<WebhookActions, "create" | "edit">;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Plus />} onPress={() => setOpen(true)}>
        Add endpoint
      </Button>
      <EndpointDialog {...{ environment, merchants, actions, isOpen }} onOpenChange={setOpen} />
    </>
  );
}
