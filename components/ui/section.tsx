import type { ReactNode } from "react";

/** A titled part of a page: 14/600 title, a quiet word or link at the right, no box. */
export function Section({
  title,
  aside,
  id,
  children,
}: {
  title: string;
  aside?: ReactNode;
  id?: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} id={id}>
      <div className="mb-2.5 flex items-baseline justify-between gap-4">
        <h2 className="text-section">{title}</h2>
        {aside && <div className="text-meta text-ink-2">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
