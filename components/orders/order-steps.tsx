"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Link } from "#components/ui/link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { type RememberedList, recallList } from "./list-memory.ts";

/** The way back with the list's filters in words; `[` `]` go to the order before and after in it, `C` copies the id. */
export function OrderSteps({
  orderId,
  externalId,
  listHref,
}: {
  orderId: string;
  /** What `C` copies. */
  externalId: string;
  listHref: string;
}) {
  const router = useRouter();
  const [list, setList] = useState<RememberedList | null>(null);
  useEffect(() => setList(recallList()), []);
  const index = list?.orders.findIndex((one) => one.id === orderId) ?? -1;
  const before = list && index > 0 ? list.orders[index - 1] : undefined;
  const after = list && index >= 0 ? list.orders[index + 1] : undefined;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (document.documentElement.dataset.singleKeys === "off") return;
      if ((event.target as HTMLElement).closest("input, textarea, select, [contenteditable], [role=dialog]"))
        return;
      if (event.key === "c" && !getSelection()?.toString()) {
        const copied = () => showToast(`${externalId} is copied.`);
        return void navigator.clipboard.writeText(externalId).then(copied, () => {});
      }
      const to = event.key === "[" ? before : event.key === "]" ? after : undefined;
      if (to) router.push(to.href);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [before, after, externalId, router]);

  const isFromList = list !== null && index >= 0;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <Breadcrumb
        parts={[
          { label: "Orders", href: isFromList ? list.href : listHref },
          { label: isFromList ? list.words : "Order" },
        ]}
      />
      {isFromList && (
        <p className="flex items-center gap-1.5 text-meta text-ink-2 phone:hidden">
          Order {index + 1} of {list.orders.length} in your list
          <Step href={before?.href} name="Previous order" cap="[" />
          <Step href={after?.href} name="Next order" cap="]" />
        </p>
      )}
    </div>
  );
}

function Step({ href, name, cap }: { href: string | undefined; name: string; cap: string }) {
  if (!href) {
    return (
      <span aria-hidden="true" className="opacity-40">
        <Kbd>{cap}</Kbd>
      </span>
    );
  }
  return (
    <Link href={href} look="plain" aria-label={name} className="flex min-h-6 items-center">
      <Kbd>{cap}</Kbd>
    </Link>
  );
}
