import type { ReactNode } from "react";

/** The one H1 with its environment tag, one sentence of context, at most one primary and two quiet actions. */
export function PageHead({
  title,
  tag,
  sentence,
  actions,
  above,
}: {
  title: ReactNode;
  tag?: ReactNode;
  sentence?: ReactNode;
  actions?: ReactNode;
  /** A breadcrumb. */
  above?: ReactNode;
}) {
  return (
    <header>
      {above && <div className="mb-1.5">{above}</div>}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="text-title">{title}</h1>
            {tag}
          </div>
          {sentence && <div className="mt-1 text-ink-2">{sentence}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
