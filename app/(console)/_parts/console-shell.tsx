"use client";
import type { ReactNode } from "react";
import { signOutHere } from "#app/_doors/browser-session.ts";
import { Shell } from "#components/shell/shell.tsx";
import type { ShellView } from "#components/shell/shell-view.ts";

/** The shell with the one deed that only the doors can do. */
export function ConsoleShell({ view, children }: { view: ShellView; children: ReactNode }) {
  return (
    <Shell view={view} onSignOut={signOutHere}>
      {children}
    </Shell>
  );
}
