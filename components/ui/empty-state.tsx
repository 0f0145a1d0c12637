import type { ReactNode } from "react";
import { Panel } from "./panel.tsx";

/**
 * Nothing here. New: what will appear and the next action, filled in (a snippet as children).
 * Filtered: "No order matches 3 filters" with "Clear filters". Left-aligned, no drawings.
 */
export function EmptyState({
  title,
  sentence,
  actions,
  children,
}: {
  title: string;
  sentence?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Panel>
      <p className="font-medium">{title}</p>
      {sentence && <p className="mt-0.5 text-ink-2">{sentence}</p>}
      {children && <div className="mt-3">{children}</div>}
      {actions && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
    </Panel>
  );
}
