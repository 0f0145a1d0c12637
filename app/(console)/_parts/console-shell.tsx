"use client";
import type { ReactNode } from "react";
import { signOutHere } from "#app/_doors/browser-session.ts";
import { ViewingBanner } from "#components/people/viewing-banner.tsx";
import { ProofDialog } from "#components/shell/proof-dialog.tsx";
import { Shell } from "#components/shell/shell.tsx";
import type { ShellView } from "#components/shell/shell-view.ts";
import { endView, proveMe } from "./account/actions.ts";

/** The shell with the deeds that only the doors can do. */
export function ConsoleShell({ view, children }: { view: ShellView; children: ReactNode }) {
  return (
    <Shell view={view} onSignOut={signOutHere}>
      {view.viewing && <ViewingBanner {...view.viewing} zone={view.partner.timezone} end={endView} />}
      {children}
      <ProofDialog prove={proveMe} hasSecondFactor={view.person.hasSecondFactor} />
    </Shell>
  );
}
