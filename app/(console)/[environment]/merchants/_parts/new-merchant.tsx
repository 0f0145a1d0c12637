"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { MerchantForm } from "#components/merchants/merchant-form.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CreateMerchantInput } from "#lib/merchants/schema.ts";
import type { Environment } from "#lib/terms.ts";

const NOBODY = "nobody";

export function NewMerchant({
  environment,
  zone,
  zones,
  currencies,
  people,
  selfId,
  add,
}: {
  environment: Environment;
  zone: string;
  zones: readonly string[];
  currencies: readonly string[];
  people: readonly { id: string; name: string }[];
  selfId: string;
  add: ServerAction<CreateMerchantInput, { id: string }, { reason: "UNKNOWN_PERSON" }>;
}) {
  const router = useRouter();
  const [ownerId, setOwnerId] = useState(people.some((one) => one.id === selfId) ? selfId : NOBODY);
  const deed = useAction(add, () => ({
    fields: { activationOwnerId: "This person can no longer be chosen" },
    trouble: "Choose another activation owner.",
  }));
  return (
    <MerchantForm
      initial={{
        name: "",
        integration: "partner_backend",
        timezone: zone,
        currency: "USD",
        mitMode: "managed",
        activationPolicy: "merchant_requests",
      }}
      {...{ zones, currencies }}
      state={deed}
      extra={
        <Select
          label="Activation owner"
          options={[
            ...people.map(({ id, name }) => ({ id, label: name })),
            { id: NOBODY, label: "Nobody yet" },
          ]}
          value={ownerId}
          onChange={setOwnerId}
          error={deed.fields.activationOwnerId}
          help="The person who is asked when a channel is to be switched"
        />
      }
      onSubmit={async (fields) => {
        if (deed.isPending) return;
        const done = await deed.run({ ...fields, activationOwnerId: ownerId === NOBODY ? null : ownerId });
        if (!done.ok) return;
        showToast(`${fields.name.trim()} is added. Next: its credentials and its first site.`);
        router.push(`/${environment}/m/${done.value.id}`);
      }}
      foot={
        <>
          <Button type="submit" variant="primary" isPending={deed.isPending}>
            Add merchant
          </Button>
          <ButtonLink href={`/${environment}/merchants`}>Cancel</ButtonLink>
        </>
      }
    />
  );
}
