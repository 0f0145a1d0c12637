import { ButtonLink } from "../ui/button-link.tsx";

/** Pages by key: "Next" and the way back to the start, no numbers. `words` says what is shown ("50 orders, newest first"). */
export function TablePages({
  words,
  nextHref,
  firstHref,
}: {
  words?: string;
  nextHref?: string;
  firstHref?: string;
}) {
  return (
    <nav aria-label="Pages" className="flex min-h-12 flex-wrap items-center gap-2 pt-2">
      <p className="min-w-0 flex-1 text-meta text-ink-3">{words}</p>
      {firstHref && <ButtonLink href={firstHref}>Back to the first</ButtonLink>}
      {nextHref && <ButtonLink href={nextHref}>Next</ButtonLink>}
    </nav>
  );
}
