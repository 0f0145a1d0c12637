"use client";
import { CircleHelp, Menu as MenuIcon, Search } from "lucide-react";
import { Button } from "react-aria-components";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { EnvironmentSwitch } from "./environment-switch.tsx";
import { EnvironmentTag } from "./environment-tag.tsx";
import { PersonMenu } from "./person-menu.tsx";
import type { Place } from "./place.ts";
import type { ShellView } from "./shell-view.ts";
import { WorkspaceMenu } from "./workspace-menu.tsx";

/** Workspace, environment, find, help, person; on a phone: menu, workspace, environment tag, search. */
export function TopBar({
  view,
  place,
  merchantName,
  onNav,
  onFind,
  onKeyMap,
  onSignOut,
}: {
  view: ShellView;
  place: Place;
  merchantName: string | null;
  onNav: () => void;
  onFind: () => void;
  onKeyMap: () => void;
  onSignOut: () => Promise<void>;
}) {
  return (
    <div className="flex h-13 items-center gap-3 border-b border-line bg-bg px-6 phone:gap-2 phone:px-3">
      <IconButton label="Menu" onPress={onNav} className="md:hidden">
        <MenuIcon />
      </IconButton>
      <WorkspaceMenu view={view} place={place} merchantName={merchantName} />
      <div className="ml-1 phone:hidden">
        <EnvironmentSwitch environment={place.environment} />
      </div>
      <div className="min-w-2 flex-1" />
      <span className="md:hidden">
        <EnvironmentTag environment={place.environment} />
      </span>
      <IconButton label="Find" onPress={onFind} className="md:hidden">
        <Search />
      </IconButton>
      <Button
        onPress={onFind}
        className="flex h-8 w-70 shrink cursor-default items-center gap-2 rounded-control border border-control px-2.5 text-left text-ink-3 hover:bg-hover phone:hidden max-[900px]:w-44"
      >
        <Search className="text-ink-2" aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">Find any id, order or site</span>
        <span aria-hidden="true" className="flex">
          <Kbd>⌘ K</Kbd>
        </span>
      </Button>
      <IconButton label="Help: keyboard" onPress={onKeyMap} className="phone:hidden">
        <CircleHelp />
      </IconButton>
      <span className="flex phone:hidden">
        <PersonMenu person={view.person} onKeyMap={onKeyMap} onSignOut={onSignOut} />
      </span>
    </div>
  );
}
