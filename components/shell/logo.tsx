/** Off, sandbox, production on their way up: the three fills are the house's sign. */
export function Logo({ isWordHidden = false }: { isWordHidden?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2.5">
      <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
        <rect x="1.75" y="13.25" width="5" height="5" rx="1.4" stroke="currentColor" strokeWidth="1.5" />
        <path d="M6.5 13.5 8 12M12 8l1.5-1.5" stroke="currentColor" strokeWidth="1.5" />
        <rect x="7.5" y="7.5" width="5" height="5" rx="1.4" stroke="currentColor" strokeWidth="1.5" />
        <path d="m8.6 11.4 2.8-2.8" stroke="currentColor" strokeWidth="1.2" />
        <rect x="13" y="1" width="6" height="6" rx="1.6" fill="currentColor" />
      </svg>
      <span className={isWordHidden ? "sr-only" : "text-[15px] leading-5 font-semibold tracking-[-0.01em]"}>
        Switchboard
      </span>
    </span>
  );
}
