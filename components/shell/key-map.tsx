"use client";
import { Dialog, DialogBody } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { ShellPage } from "./pages.ts";

type Line = { keys: readonly string[]; does: string };

const EVERYWHERE: readonly Line[] = [
  { keys: ["⌘", "K"], does: "Find anything" },
  { keys: ["/"], does: "Filter this page" },
  { keys: ["⇧", "E"], does: "Other environment" },
  { keys: ["?"], does: "This map" },
  { keys: ["Esc"], does: "Close, clear" },
];
const LISTS: readonly Line[] = [
  { keys: ["J", "K"], does: "Next, previous row" },
  { keys: ["↵"], does: "Open the row" },
  { keys: ["X"], does: "Select" },
  { keys: ["Z"], does: "Undo" },
  { keys: ["L"], does: "Logs: live on or off" },
];
const MATRIX: readonly Line[] = [
  { keys: ["↑", "↓", "←", "→"], does: "Move between cells" },
  { keys: ["↵"], does: "Open the cell" },
  { keys: ["0", "1", "2", "I"], does: "Off, sandbox, production, inherit" },
];

/** The keyboard on one sheet; opened by `?` and from the person's menu. */
export function KeyMap({
  pages,
  isOpen,
  onOpenChange,
}: {
  pages: readonly ShellPage[];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const goTo = pages.map((page) => ({ keys: ["G", page.letter.toUpperCase()], does: page.label }));
  return (
    <Dialog
      title="Keyboard"
      sentence="Single keys act outside fields. They can be turned off in your account menu."
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      width={640}
    >
      <DialogBody className="grid gap-x-10 gap-y-5 md:grid-cols-2">
        <Lines title="Go to" lines={goTo} />
        <Lines title="Everywhere" lines={EVERYWHERE} />
        <Lines title="Lists" lines={LISTS} />
        <Lines title="Activation" lines={MATRIX} />
      </DialogBody>
    </Dialog>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly Line[] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 text-meta text-ink-3">{title}</h3>
      <dl className="divide-y divide-line">
        {lines.map((line) => (
          <div key={line.does} className="flex min-h-8 items-center justify-between gap-3 py-1">
            <dt>{line.does}</dt>
            <dd className="flex gap-1">
              {line.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
