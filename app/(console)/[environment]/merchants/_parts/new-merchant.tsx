"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { MerchantForm } from "#components/merchants/merchant-form.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Select } from "#components/ui/select.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Component } from "#lib/checklist/schema.ts";
import type { CreateMerchantInput } from "#lib/merchants/schema.ts";
import type { Environment } from "#lib/terms.ts";
import { type ComponentChanges, chosenComponents, IntegrationComponents } from "./integration-components.tsx";

const NOBODY = "nobody";
const ways = [
  {
    id: "apply",
    label: "It applies for an account",
    note: "The application begins now; staff and the merchant fill it together",
  },
  { id: "link", label: "It has an account", note: "Link it by its credentials" },
  { id: "later", label: "Decide later", note: "Only the merchant is added" },
] as const;
type Way = (typeof ways)[number]["id"];
const NEXT: Record<Way, { words: string; path: string }> = {
  apply: { words: "Next: its application.", path: "/onboarding/application" },
  link: { words: "Next: its credentials.", path: "/developers/credentials" },
  later: { words: "Next: its credentials and its first site.", path: "" },
};

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
  add: ServerAction<
    CreateMerchantInput & { components: Component[]; applyIn: Environment | null },
    { id: string },
    { reason: "UNKNOWN_PERSON" }
  >;
}) {
  const router = useRouter();
  const [ownerId, setOwnerId] = useState(people.some((one) => one.id === selfId) ? selfId : NOBODY);
  const [way, setWay] = useState<Way>("later");
  const [changes, setChanges] = useState<ComponentChanges>({});
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
      extra={({ integration }) => (
        <>
          <IntegrationComponents {...{ integration, changes }} onChange={setChanges} />
          <RadioGroup label="Its FlexCharge account" options={ways} value={way} onChange={setWay} />
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
        </>
      )}
      onSubmit={async (fields) => {
        if (deed.isPending) return;
        const done = await deed.run({
          ...fields,
          activationOwnerId: ownerId === NOBODY ? null : ownerId,
          components: chosenComponents(fields.integration, changes),
          applyIn: way === "apply" ? environment : null,
        });
        if (!done.ok) return;
        showToast(`${fields.name.trim()} is added. ${NEXT[way].words}`);
        router.push(`/${environment}/m/${done.value.id}${NEXT[way].path}`);
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
