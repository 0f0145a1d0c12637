import type { ReactNode } from "react";

/** One captioned specimen. */
export function Sample({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-2 text-meta text-ink-2">{title}</h2>
      {children}
    </section>
  );
}
