"use client";
import { type ReactNode, useEffect } from "react";
import { Kbd } from "../ui/kbd.tsx";

/** Floats over the foot of the page while something is selected; Esc clears. Its buttons name what they act on. */
export function BulkBar({
  words,
  onClear,
  children,
}: {
  /** "4 selected". */
  words: string;
  onClear: () => void;
  children: ReactNode;
}) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) onClear();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onClear]);
  return (
    <section
      aria-label="Selection"
      className="rise fixed inset-x-4 bottom-5 z-30 mx-auto flex w-fit max-w-full flex-wrap items-center gap-3 rounded-palette bg-bg px-4 py-2.5 shadow-float forced:border"
    >
      <span role="status" className="border-r border-line-2 pr-3 font-medium whitespace-nowrap">
        {words}
      </span>
      {children}
      <button
        type="button"
        onClick={onClear}
        aria-label="Clear selection"
        className="flex min-h-6 items-center rounded-glyph"
      >
        <Kbd>Esc</Kbd>
      </button>
    </section>
  );
}
