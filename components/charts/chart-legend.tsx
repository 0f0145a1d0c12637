import type { StackNames } from "./stacked-bars.tsx";

/** The three textures with their words. */
export function ChartLegend({ names }: { names: StackNames }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-meta text-ink-2">
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 bg-c-rescued" /> {names.solid}
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span aria-hidden="true" className="size-2.5 border border-c-lost bg-c-lost/42" /> {names.tinted}
      </li>
      <li className="inline-flex items-center gap-1.5">
        <span
          aria-hidden="true"
          className="size-2.5 border border-c-open bg-[radial-gradient(var(--c-open)_1px,transparent_1px)] bg-size-[4px_4px]"
        />
        {names.dotted}
      </li>
    </ul>
  );
}
