"use client";
import { Keyboard, LogOut, UserRound } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { ThemeSwitch } from "#components/ui/theme-switch.tsx";
import { placeOf } from "./place.ts";
import { setPreference } from "./preference.ts";
import type { ShellView } from "./shell-view.ts";

const densities = [
  { id: "regular", label: "Regular" },
  { id: "compact", label: "Compact" },
] as const;

/** Who is signed in, how the console looks for them, and the way out. */
export function PersonMenu({
  person,
  onKeyMap,
  onSignOut,
}: {
  person: ShellView["person"];
  onKeyMap: () => void;
  onSignOut: () => Promise<void>;
}) {
  const [isLeaving, setLeaving] = useState(false);
  const environment = placeOf(usePathname())?.environment ?? "production";
  return (
    <Popover
      label="Your account"
      placement="bottom end"
      className="w-72"
      trigger={
        <AriaButton className="flex size-7 shrink-0 cursor-default items-center justify-center rounded-full bg-ink-2 text-[11px] font-semibold text-bg hover:bg-ink touch:size-9">
          <span aria-hidden="true">{initials(person.name)}</span>
          <span className="sr-only">{person.name}, your account</span>
        </AriaButton>
      }
    >
      {(close) => (
        <div className="flex flex-col gap-3">
          <div>
            <p className="font-medium">{person.name}</p>
            <p className="text-meta break-words text-ink-2">
              {person.roleName} · {person.email}
            </p>
          </div>
          <div className="flex flex-col gap-2.5 border-t border-line pt-3">
            <Labelled label="Theme">
              <ThemeSwitch />
            </Labelled>
            <Labelled label="Rows">
              <Density />
            </Labelled>
            <SingleKeys />
          </div>
          <div className="flex flex-col items-stretch gap-1 border-t border-line pt-2">
            <ButtonLink
              href={`/${environment}/account`}
              onPress={close}
              variant="quiet"
              icon={<UserRound />}
              className="justify-start px-2!"
            >
              Your account
            </ButtonLink>
            <Button
              variant="quiet"
              icon={<Keyboard />}
              className="justify-start px-2!"
              onPress={() => {
                close();
                onKeyMap();
              }}
            >
              Keyboard shortcuts
            </Button>
            <Button
              variant="quiet"
              icon={<LogOut />}
              isPending={isLeaving}
              className="justify-start px-2!"
              onPress={async () => {
                setLeaving(true);
                await onSignOut().finally(() => setLeaving(false));
              }}
            >
              Sign out
            </Button>
          </div>
        </div>
      )}
    </Popover>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-2">
      <span aria-hidden="true" className="text-ink-2">
        {label}
      </span>
      {children}
    </div>
  );
}

function Density() {
  const [density, setDensity] = useState<"regular" | "compact" | null>(null);
  useEffect(
    () => setDensity(document.documentElement.dataset.density === "compact" ? "compact" : "regular"),
    [],
  );
  return (
    <Segmented
      label="Rows"
      options={densities}
      value={density}
      onChange={(next) => {
        setDensity(next);
        setPreference("density", next);
      }}
    />
  );
}

function SingleKeys() {
  const [isOn, setOn] = useState(true);
  useEffect(() => setOn(document.documentElement.dataset.singleKeys !== "off"), []);
  return (
    <Checkbox
      isSelected={isOn}
      onChange={(next) => {
        setOn(next);
        setPreference("single-keys", next ? "on" : "off");
      }}
      help="G H, J, K, / and the like. ⌘K stays."
    >
      Single-key shortcuts
    </Checkbox>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}
