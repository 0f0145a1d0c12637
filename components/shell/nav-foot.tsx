"use client";
import { zoneName } from "#components/ui/zone-words.ts";
import type { ShellView } from "./shell-view.ts";

/** Whose zone figures are in; for a merchant's people, whom to turn to. */
export function NavFoot({ view }: { view: ShellView }) {
  return (
    <div className="mx-2.5 border-t border-line px-2 py-3 text-meta text-ink-2">
      {view.person.isPartnerStaff ? (
        <p>Partner times in {zoneName(view.partner.timezone)} time</p>
      ) : (
        <p>Your partner is {view.partner.name}</p>
      )}
    </div>
  );
}
