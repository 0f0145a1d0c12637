"use client";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { siteRefusalWords } from "#components/sites/refusal-words.ts";
import { SiteForm, siteInput } from "#components/sites/site-form.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { SiteRefusal } from "#lib/sites/errors.ts";
import type { ArchiveSiteInput, EditSiteInput, SiteView } from "#lib/sites/schema.ts";

export function EditSite({
  site,
  path,
  change,
  close,
}: {
  site: SiteView;
  path: string;
  change: ServerAction<EditSiteInput, { changed: boolean }, SiteRefusal>;
  close: ServerAction<ArchiveSiteInput, { changed: boolean }, never>;
}) {
  const router = useRouter();
  const typed = useRef<{ hosts: string[]; descriptors: string[] }>({ hosts: [], descriptors: [] });
  const deed = useAction(change, (refusal) => siteRefusalWords(refusal, typed.current));
  const closing = useAction(close, () => ({}));
  const place = { merchantId: site.merchantId, siteId: site.id };
  return (
    <SiteForm
      initial={{
        name: site.name,
        hosts: site.hosts,
        descriptors: site.descriptors,
        sandboxSiteId: site.sandboxSiteId ?? "",
        productionSiteId: site.productionSiteId ?? "",
        evaluateSeconds: String(site.evaluateDeadlineMs / 1000),
      }}
      state={deed}
      onSubmit={async (fields) => {
        if (deed.isPending) return;
        const input = siteInput(fields);
        typed.current = input;
        const done = await deed.run({ ...place, ...input });
        if (done.ok)
          showToast(done.value.changed ? `${input.name.trim()} is saved.` : "Nothing was different.");
      }}
      foot={
        <>
          <Button type="submit" variant="primary" isPending={deed.isPending}>
            Save
          </Button>
          <span className="flex-1" />
          <AlertDialog
            title={`Archive ${site.name}?`}
            sentence="Orders that name it will be of an unknown site and are not sent. Its orders and history stay. It cannot be taken back, but another site may take over its hosts."
            trigger={<Button variant="danger">Archive site…</Button>}
            confirmLabel="Archive site"
            confirmVariant="danger-solid"
            isPending={closing.isPending}
            onConfirm={async () => {
              const done = await closing.run(place);
              if (!done.ok) return false;
              showToast(`${site.name} is archived.`);
              router.push(path);
            }}
          >
            {closing.trouble && <p className="text-danger">{closing.trouble}</p>}
          </AlertDialog>
        </>
      }
    />
  );
}
