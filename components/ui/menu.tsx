"use client";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  type PopoverProps as AriaPopoverProps,
  Header,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { floatingBox, itemRow } from "./option-item.tsx";

export type MenuEntry = {
  id: string;
  label: string;
  note?: string;
  icon?: ReactNode;
  /** Key caps or a count at the right. */
  trailing?: ReactNode;
  href?: string;
  isDanger?: boolean;
  isChosen?: boolean;
  onAction?: () => void;
};
export type MenuGroup = { id: string; title?: string; entries: readonly MenuEntry[] };

/** Actions behind one trigger. Type-ahead and arrows work; an entry with `href` is a link. */
export function Menu({
  trigger,
  label,
  groups,
  placement = "bottom start",
}: {
  trigger: ReactNode;
  label: string;
  groups: readonly MenuGroup[];
  placement?: AriaPopoverProps["placement"];
}) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover placement={placement} offset={4}>
        <AriaMenu aria-label={label} className={cx(floatingBox, "max-h-96 min-w-48")}>
          {groups.map((group, index) => (
            <MenuSection
              key={group.id}
              aria-label={group.title ?? label}
              className={cx(index > 0 && "mt-1 border-t border-line pt-1")}
            >
              {group.title && <Header className="px-2 py-1 text-meta text-ink-3">{group.title}</Header>}
              {group.entries.map((entry) => (
                <MenuItem
                  key={entry.id}
                  id={`${group.id}/${entry.id}`}
                  textValue={entry.label}
                  aria-label={entry.isChosen ? `${entry.label}, chosen` : undefined}
                  href={entry.href}
                  onAction={entry.onAction}
                  className={cx(itemRow, entry.isDanger && "text-danger")}
                >
                  {entry.icon}
                  <span className="min-w-0 flex-1">
                    <span className="block">{entry.label}</span>
                    {entry.note && <span className="block text-meta text-ink-3">{entry.note}</span>}
                  </span>
                  {entry.trailing && <span className="text-ink-3">{entry.trailing}</span>}
                  {entry.isChosen && <Check aria-hidden="true" />}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
