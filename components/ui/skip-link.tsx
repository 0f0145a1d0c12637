/** First in the page; goes to the element with this id (the main landmark). */
export function SkipLink({ to = "main" }: { to?: string }) {
  return (
    <a
      href={`#${to}`}
      className="sr-only z-60 rounded-control bg-ink font-medium text-bg focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-1.5"
    >
      Skip to content
    </a>
  );
}
