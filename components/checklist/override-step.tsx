"use client";
import { useRef } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog.tsx";
import { Form } from "#components/ui/form.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { StepId } from "#lib/checklist/schema.ts";
import type { Channel } from "#lib/terms.ts";

type Override = ServerAction<
  { merchantId: string; step: StepId; channels: Channel[]; reason: string },
  { changed: boolean },
  never
>;

/** An approver lets a step pass, in writing. */
export function OverrideStep({
  action,
  merchantId,
  step,
  title,
  channels,
}: {
  action: Override;
  merchantId: string;
  step: StepId;
  title: string;
  channels: readonly Channel[];
}) {
  const deed = useAction(action, () => ({}));
  const reason = useRef("");
  return (
    <Dialog
      title={`Let "${title}" pass?`}
      sentence="Its channels may then go to production without it. Your name and reason stand beside the step and in the audit."
      trigger={
        <Button size="row" variant="quiet">
          Let pass…
        </Button>
      }
    >
      {(close) => (
        <Form
          className="flex min-h-0 flex-1 flex-col"
          errors={deed.fields}
          action={async () => {
            const done = await deed.run({
              merchantId,
              step,
              channels: [...channels],
              reason: reason.current,
            });
            if (!done.ok) return;
            close();
            showToast("The step is let pass.");
          }}
        >
          <DialogBody>
            <TextArea
              name="reason"
              label="Reason"
              help="At least 10 characters"
              error={deed.fields.reason}
              onChange={(text) => {
                reason.current = text;
              }}
            />
            <FormTrouble trouble={deed.trouble} />
          </DialogBody>
          <DialogFoot>
            <Button onPress={close}>Cancel</Button>
            <Button type="submit" variant="primary" isPending={deed.isPending}>
              Let pass
            </Button>
          </DialogFoot>
        </Form>
      )}
    </Dialog>
  );
}
