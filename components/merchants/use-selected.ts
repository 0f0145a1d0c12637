"use client";
import { useEffect, useMemo, useState } from "react";

/** Which rows are ticked. X takes the row that has the keyboard; what is filtered away is no longer among them. */
export function useSelected(shown: readonly { id: string }[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => shown.filter(({ id }) => ids.has(id)).map(({ id }) => id), [shown, ids]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "x" || event.metaKey || event.ctrlKey || event.altKey) return;
      if (document.documentElement.dataset.singleKeys === "off") return;
      const target = event.target as HTMLElement;
      if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog]"))
        return;
      const id = target.closest<HTMLElement>("tr[data-row]")?.dataset.row;
      if (!id) return;
      event.preventDefault();
      setIds((old) => toggled(old, id));
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return useMemo(
    () => ({
      ids: selected,
      has: (id: string) => ids.has(id),
      toggle: (id: string) => setIds((old) => toggled(old, id)),
      choose: (some: readonly string[]) => setIds(new Set(some)),
      clear: () => setIds(new Set()),
    }),
    [selected, ids],
  );
}

function toggled(old: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(old);
  if (!next.delete(id)) next.add(id);
  return next;
}
