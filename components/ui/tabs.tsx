import type { MouseEvent, ReactNode } from "react";
import { cx } from "./cx.ts";
import { Link } from "./link.tsx";

export type TabEntry = {
  href: string;
  label: string;
  count?: string | number;
  isCurrent?: boolean;
  /** Chosen in place, without a way to the server; a new tab of the browser still opens `href`. */
  onChoose?: () => void;
};

/** Views of one page as links; the count is quiet. Scrolls sideways inside itself on a phone. */
export function Tabs({
  label,
  tabs,
  aside,
}: {
  label: string;
  tabs: readonly TabEntry[];
  aside?: ReactNode;
}) {
  return (
    <div className="flex items-center border-b border-line-2">
      <nav aria-label={label} className="-mb-px flex min-w-0 flex-1 gap-5.5 overflow-x-auto">
        {tabs.map((tab) => (
          <Link
            key={tab.href}
            href={tab.href}
            look="plain"
            {...(tab.onChoose && { onClick: (event) => inPlace(event, tab.onChoose) })}
            aria-current={tab.isCurrent ? "page" : undefined}
            className={cx(
              "focus-inside flex h-9.5 shrink-0 items-center gap-1.5 border-b-2 no-underline! touch:h-11",
              tab.isCurrent
                ? "border-ink font-medium text-ink [scroll-initial-target:nearest]"
                : "border-transparent text-ink-2 hover:text-ink",
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="font-normal text-ink-3">{tab.count.toLocaleString("en-US")}</span>
            )}
          </Link>
        ))}
      </nav>
      {aside}
    </div>
  );
}

function inPlace(event: MouseEvent<Element>, choose: (() => void) | undefined) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  choose?.();
}
