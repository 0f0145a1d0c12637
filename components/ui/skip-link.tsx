/** First in the page; goes to the element with this id (the main landmark). */
export function SkipLink({ to = "main" }: { to?: string }) {
  return (
    <a
      href={`#${to}`}
      className="fixed top-2 left-2 z-60 -translate-y-20 rounded-control bg-ink px-3 py-1.5 font-medium text-bg focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
