"use client";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { siteRefusalWords } from "#components/sites/refusal-words.ts";
import { SiteForm, siteInput } from "#components/sites/site-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { SiteRefusal } from "#lib/sites/errors.ts";
import type { CreateSiteInput } from "#lib/sites/schema.ts";

const EMPTY = {
  name: "",
  hosts: [""],
  descriptors: [""],
  sandboxSiteId: "",
  productionSiteId: "",
  evaluateSeconds: "8",
};

export function NewSite({
  merchantId,
  path,
  add,
}: {
  merchantId: string;
  path: string;
  add: ServerAction<CreateSiteInput, { id: string }, SiteRefusal>;
}) {
  const router = useRouter();
  const typed = useRef<CreateSiteInput>({ merchantId, name: "", hosts: [] });
  const deed = useAction(add, (refusal) =>
    siteRefusalWords(refusal, { hosts: typed.current.hosts, descriptors: typed.current.descriptors ?? [] }),
  );
  return (
    <SiteForm
      initial={EMPTY}
      state={deed}
      onSubmit={async (fields) => {
        if (deed.isPending) return;
        typed.current = { merchantId, ...siteInput(fields) };
        const done = await deed.run(typed.current);
        if (!done.ok) return;
        showToast(`${fields.name.trim()} is added. It follows the merchant's default.`);
        router.push(`${path}/${done.value.id}`);
      }}
      foot={
        <>
          <Button type="submit" variant="primary" isPending={deed.isPending}>
            Add site
          </Button>
          <ButtonLink href={path}>Cancel</ButtonLink>
        </>
      }
    />
  );
}
