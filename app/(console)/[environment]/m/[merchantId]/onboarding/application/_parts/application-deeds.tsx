"use client";
import { useState } from "react";
import { applicationRefusal, FIELD_NAMES } from "#components/onboarding/application-words.ts";
import { useAction } from "#components/shell/use-action.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ApplicationView } from "#lib/onboarding/queries/get-application.ts";
import { mayCancel } from "#lib/onboarding/rules.ts";
import type { Environment } from "#lib/terms.ts";
import { closeApplication, convertToAccount, createKeys, sendAnswer, sendApplication } from "../actions.ts";

export type Rights = { write: boolean; submit: boolean; manage: boolean; keys: boolean };

/** What may be done now, at most one of them primary; each refusal is said beside it. */
export function ApplicationDeeds({
  merchantId,
  merchantName,
  environment,
  application,
  hasCredentials,
  rights,
  beforeSend,
  refresh,
}: {
  merchantId: string;
  merchantName: string;
  environment: Environment;
  application: ApplicationView;
  hasCredentials: boolean;
  rights: Rights;
  /** What was typed goes first. */
  beforeSend: () => Promise<unknown>;
  refresh: () => Promise<unknown>;
}) {
  const words = (refusal: { reason: string }) => ({ trouble: applicationRefusal(refusal) });
  const send = useAction(sendApplication, words);
  const answer = useAction(sendAnswer, words);
  const cancel = useAction(closeApplication, words);
  const convert = useAction(convertToAccount, words);
  const keys = useAction(createKeys, words);
  const [isSure, setSure] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const place = { merchantId, applicationId: application.id };
  const { state, missing } = application;
  const trouble = send.trouble ?? answer.trouble ?? cancel.trouble ?? convert.trouble ?? keys.trouble;
  const issue = async () => {
    const done = await keys.run(place);
    if (done.ok)
      showToast(
        done.value.credentials === "entered"
          ? `The keys are kept but not proven: ${done.value.cause ?? "no cause"}`
          : "Its credentials are verified.",
      );
    await refresh();
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2.5">
        {state === "draft" && rights.submit && (
          <Button
            variant="primary"
            isPending={send.isPending}
            onPress={async () => {
              await beforeSend();
              const done = await send.run(place);
              if (done.ok)
                showToast(
                  done.value.onItsWay
                    ? `Submitted. ${done.value.onItsWay} It is sent again.`
                    : "Submitted to FlexCharge.",
                );
              await refresh();
            }}
          >
            Submit application
          </Button>
        )}
        {state === "info_requested" && rights.write && (
          <Button
            variant="primary"
            isPending={answer.isPending}
            onPress={async () => {
              await beforeSend();
              const done = await answer.run(place);
              if (done.ok) showToast("Answered. FlexCharge goes on with its review.");
              await refresh();
            }}
          >
            Send answer
          </Button>
        )}
        {state === "approved" && rights.manage && (
          <AlertDialog
            hasInkEdge={environment === "production"}
            title={`Convert ${merchantName} to a FlexCharge account?`}
            sentence="FlexCharge opens the account and gives it a MID. This cannot be taken back."
            trigger={<Button variant="primary">Convert…</Button>}
            confirmLabel="Convert to account"
            isPending={convert.isPending}
            onConfirm={async () => {
              setAsked(true);
              if (!isSure) return false;
              const done = await convert.run({ ...place, confirmed: true });
              if (done.ok && rights.keys) await issue();
              await refresh();
              return true;
            }}
          >
            <Checkbox isSelected={isSure} onChange={setSure}>
              {merchantName} has agreed to open this account
            </Checkbox>
            <div role="alert">
              {isAsked && !isSure && (
                <p className="pt-2 text-danger">Confirm this first: the account is in its name.</p>
              )}
            </div>
          </AlertDialog>
        )}
        {state === "converted" && !hasCredentials && rights.keys && (
          <Button variant="primary" isPending={keys.isPending} onPress={() => void issue()}>
            Create and verify keys
          </Button>
        )}
        {mayCancel(state) && rights.manage && (
          <AlertDialog
            title="Cancel this application?"
            sentence="It is closed at FlexCharge, too. A new one takes over what was told, without the bank's numbers."
            trigger={<Button variant="danger">Cancel application…</Button>}
            confirmLabel="Cancel application"
            confirmVariant="danger-solid"
            cancelLabel="Keep it"
            isPending={cancel.isPending}
            onConfirm={async () => {
              const done = await cancel.run(place);
              if (done.ok) showToast("The application is cancelled.");
              await refresh();
            }}
          />
        )}
      </div>
      {state === "draft" && !rights.submit && rights.write && (
        <p className="text-ink-2">
          {missing.length === 0
            ? "Your part is complete. Your partner submits it."
            : "Your partner submits it once it is complete."}
        </p>
      )}
      {state === "draft" && missing.length > 0 && (
        <p className="text-meta text-ink-2">
          Still missing: {missing.map((field) => FIELD_NAMES[field].toLowerCase()).join(", ")}.
        </p>
      )}
      <div role="alert">{trouble && <p className="text-danger">{trouble}</p>}</div>
    </div>
  );
}
