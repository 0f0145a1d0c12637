import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A value that browsers and snippets need: mono, whole, with copy. */
export function ReadableValue({ value, name }: { value: string | null; name: string }) {
  if (!value) return <span className="text-ink-3">Not set</span>;
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <span className="min-w-0 font-mono text-code break-all">{value}</span>
      <CopyButton value={value} label={`Copy ${name}`} />
    </span>
  );
}

/** A secret: dots and the last four; nobody reads it again, it can only be replaced. */
export function WriteOnlyValue({ last4, aside }: { last4: string | null; aside?: ReactNode }) {
  if (!last4) return <span className="text-ink-3">Not set</span>;
  return (
    <span className="flex flex-wrap items-baseline justify-between gap-x-3">
      <span className="font-mono text-code whitespace-nowrap">
        <span aria-hidden="true">•••••••••••• </span>
        <span className="sr-only">ends in </span>
        {last4}
      </span>
      {aside && <span className="text-meta text-ink-3">{aside}</span>}
    </span>
  );
}
