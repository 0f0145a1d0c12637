import type { ReactNode } from "react";

/** A few rules that belong together, under one name and one sentence. */
export function RulesGroup({
  title,
  sentence,
  children,
}: {
  title: string;
  sentence: string;
  children: ReactNode;
}) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 border-line not-first:border-t not-first:pt-5">
      <legend className="float-left -mb-3 font-medium">{title}</legend>
      <p className="text-meta text-ink-3">{sentence}</p>
      {children}
    </fieldset>
  );
}
