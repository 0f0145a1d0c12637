import type { TabEntry } from "#components/ui/tabs.tsx";
import type { ImportHead, ImportShow } from "#lib/onboarding/queries/list-imports.ts";

export const STATE_WORDS: Record<ImportHead["state"], string> = {
  reading: "Being read",
  previewed: "Not carried out",
  running: "Running",
  done: "Done",
  cancelled: "Cancelled",
  failed: "Failed",
};

const SHOWN: readonly { id: ImportShow; label: string }[] = [
  { id: "all", label: "All rows" },
  { id: "create", label: "New" },
  { id: "change", label: "Changed" },
  { id: "same", label: "The same" },
  { id: "error", label: "With errors" },
  { id: "failed", label: "Refused" },
];

export function showOf(text: string | undefined): ImportShow {
  return SHOWN.find(({ id }) => id === text)?.id ?? "all";
}

export function importTabs(head: ImportHead, failed: number, show: ImportShow, path: string): TabEntry[] {
  const counts: Record<ImportShow, number> = {
    ...{ all: head.rows, create: head.creates, change: head.changes, same: head.same },
    ...{ error: head.errors, failed },
  };
  return SHOWN.filter(({ id }) => id !== "failed" || failed > 0).map(({ id, label }) => ({
    href: id === "all" ? path : `${path}?show=${id}`,
    label,
    count: counts[id],
    isCurrent: id === show,
  }));
}

const rows = (count: number) => (count === 1 ? "1 row" : `${count.toLocaleString("en-US")} rows`);

export function stateSentence(head: ImportHead, failed: number): string {
  const { state, creates, changes, done, errors, cause } = head;
  const left = errors > 0 ? ` ${rows(errors)} with errors ${errors === 1 ? "is" : "are"} left out.` : "";
  const refused = failed > 0 ? ` ${rows(failed)} ${failed === 1 ? "was" : "were"} refused.` : "";
  switch (state) {
    case "previewed":
      return creates + changes === 0
        ? `Nothing to do: no row is new or different.${left}`
        : `Nothing has changed yet. ${rows(creates)} would add something, ${rows(changes)} would change something.${left}`;
    case "running":
      return `${rows(done)} of ${(creates + changes).toLocaleString("en-US")} carried out.${refused}`;
    case "done":
      return `${rows(done - failed)} carried out.${refused}${left}`;
    case "cancelled":
      return `Cancelled after ${rows(done)}. What was carried out stays; import the file again to go on.${refused}`;
    case "failed":
      return `Stopped after ${rows(done)}: ${cause}.`;
    default:
      return "The file is being read.";
  }
}
