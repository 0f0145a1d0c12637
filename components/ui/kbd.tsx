import type { ReactNode } from "react";

/** A key cap; one per key. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-[4px] border border-line-2 bg-sunken px-1.5 font-sans text-keycap text-ink-2">
      {children}
    </kbd>
  );
}
