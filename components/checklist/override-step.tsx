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

const WORDS = {
  pass: {
    title: (step: string) => `Let "${step}" pass?`,
    sentence:
      "Its channels may then go to production without it. Your name and reason stand beside the step and in the audit.",
    help: "At least 10 characters",
    deed: "Let pass",
    done: "The step is let pass.",
  },
  withdraw: {
    title: (step: string) => `Ask for "${step}" again?`,
    sentence:
      "Whatever goes up from now on needs it, and what is scheduled waits for it. What is in production stays there.",
    help: undefined,
    deed: "Withdraw",
    done: "The step counts again.",
  },
};

/** An approver lets a step pass, in writing, or takes that back. */
export function OverrideStep({
  kind,
  action,
  merchantId,
  step,
  title,
  channels,
}: {
  kind: keyof typeof WORDS;
  action: Override;
  merchantId: string;
  step: StepId;
  title: string;
  channels: readonly Channel[];
}) {
  const deed = useAction(action, () => ({}));
  const reason = useRef("");
  const words = WORDS[kind];
  return (
    <Dialog
      title={words.title(title)}
      sentence={words.sentence}
      trigger={
        <Button size="row" variant="quiet">
          {words.deed}…
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
            showToast(words.done);
          }}
        >
          <DialogBody>
            <TextArea
              name="reason"
              label="Reason"
              help={words.help}
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
              {words.deed}
            </Button>
          </DialogFoot>
        </Form>
      )}
    </Dialog>
  );
}
