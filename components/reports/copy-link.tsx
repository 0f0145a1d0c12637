"use client";
import { useSyncExternalStore } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";

const never = () => () => {};

/** The report's whole state as an address that somebody else can open. */
export function CopyLink({ path }: { path: string }) {
  const origin = useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "",
  );
  return (
    <CopyButton value={`${origin}${path}`} label="Copy the link to this report">
      Copy link
    </CopyButton>
  );
}
