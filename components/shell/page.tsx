import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";

/** The page's margins: 32 px, 24 beside an inspector, 16 on a phone; fluid to 1440. */
export function Page({ isNarrow = false, children }: { isNarrow?: boolean; children: ReactNode }) {
  return (
    <div
      className={cx(
        "mx-auto flex w-full flex-col gap-6 px-8 pt-5.5 pb-16 max-xl:px-6 phone:gap-5 phone:px-4",
        isNarrow ? "ml-0 max-w-190" : "max-w-305",
      )}
    >
      {children}
    </div>
  );
}
