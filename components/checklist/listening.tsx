"use client";
import { useEffect, useState } from "react";
import { lasted } from "#components/switching/when.ts";

const POLL_MS = 5_000;

/** "Listening for the first transmit. Nothing yet, 4 min", from the moment that somebody looks. */
export function Listening({ what }: { what: string }) {
  const [ms, setMs] = useState(0);
  useEffect(() => {
    const since = Date.now();
    const timer = setInterval(() => setMs(Date.now() - since), POLL_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="flex flex-wrap items-center gap-x-2">
      <span className="flex items-baseline gap-2">
        <span
          aria-hidden="true"
          className="size-2 shrink-0 rounded-full bg-open shadow-[0_0_0_3px_var(--open-soft)] motion-safe:animate-pulse"
        />
        <span className="font-medium text-open" role="status">
          Listening for {what}
        </span>
      </span>
      <span className="text-ink-3">nothing yet, {lasted(ms)}</span>
    </p>
  );
}
