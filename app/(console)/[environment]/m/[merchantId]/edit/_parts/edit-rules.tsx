"use client";
import { type FormEvent, useMemo, useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import { useErrorFocus } from "#components/shell/use-error-focus.ts";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { MerchantView } from "#lib/merchants/schema.ts";
import { changeMerchant } from "../actions.ts";
import { EligibilityFields } from "./eligibility-fields.tsx";
import { MitFields } from "./mit-fields.tsx";
import { type RulesFields, rulesErrors, rulesFields, rulesInput } from "./rules-fields.ts";
import { TransmitFields } from "./transmit-fields.tsx";

type Errors = Record<string, string>;

/** What is copied to FlexCharge, and which orders are sent at all; what was typed stays when it is refused. */
export function EditRules({ merchant }: { merchant: MerchantView }) {
  const [fields, setFields] = useState(() => rulesFields(merchant));
  const [typedErrors, setTypedErrors] = useState<Errors>({});
  const deed = useAction(changeMerchant, () => ({
    trouble: "It was archived meanwhile, so nothing was changed.",
  }));
  const refused = useMemo(() => rulesErrors(deed.fields), [deed.fields]);
  const errors = Object.keys(typedErrors).length > 0 ? typedErrors : refused;
  const form = useErrorFocus(errors);
  const set = (change: Partial<RulesFields>) => setFields((all) => ({ ...all, ...change }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (deed.isPending) return;
    const typed = rulesInput(fields, merchant.currency);
    setTypedErrors(typed.ok ? {} : typed.errors);
    if (!typed.ok) return deed.clear();
    const done = await deed.run({ merchantId: merchant.id, ...typed.input });
    if (done.ok) showToast(done.value.changed ? "The rules are saved." : "Nothing was different.");
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex max-w-150 flex-col gap-6">
      <TransmitFields integration={merchant.integration} {...{ fields, set }} />
      <EligibilityFields currency={merchant.currency} {...{ fields, set, errors }} />
      <MitFields isSync={merchant.mitMode === "sync"} {...{ fields, set, errors }} />
      <FormTrouble trouble={deed.trouble} />
      <div>
        <Button type="submit" variant="primary" isPending={deed.isPending}>
          Save rules
        </Button>
      </div>
    </form>
  );
}
