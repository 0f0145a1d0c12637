"use client";
import { ProgressBar } from "react-aria-components";

/** The open ring shown inside a working button; lists never spin, they keep their old rows. */
export function Spinner({ label = "Working" }: { label?: string }) {
  return (
    <ProgressBar isIndeterminate aria-label={label} className="inline-flex">
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        fill="none"
        aria-hidden="true"
        className="animate-[turn_900ms_linear_infinite]"
      >
        <circle cx="7" cy="7" r="5.6" stroke="currentColor" strokeWidth="1.3" strokeDasharray="26 10" />
      </svg>
    </ProgressBar>
  );
}
