"use client";
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import {
  Menu as AriaMenu,
  Autocomplete,
  Dialog,
  Header,
  Input,
  Label,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  TextField,
} from "react-aria-components";
import { cx } from "./cx.ts";
import { Kbd } from "./kbd.tsx";

export type PaletteItem = {
  id: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  /** An amount or key caps at the right. */
  trailing?: ReactNode;
  href?: string;
  onAction?: () => void;
};

/** A pasted id is not followed by an arrow key: Enter opens the first result when none is chosen. */
function openFirst(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
  const dialog = event.currentTarget.closest("[role=dialog]");
  if (dialog?.querySelector("[role=menuitem][data-focused]")) return;
  dialog?.querySelector<HTMLElement>("[role=menuitem]")?.click();
}

export type PaletteSection = { id: string; title: string; items: readonly PaletteItem[]; note?: ReactNode };

/**
 * Find: records of this environment first, then actions, then pages. The caller searches and passes sections in;
 * `isBusy` keeps the old results at 55 %. Opens by ⌘K or Ctrl+K wherever it is mounted.
 */
export function CommandPalette({
  isOpen,
  onOpenChange,
  query,
  onQueryChange,
  sections,
  isBusy,
  placeholder = "Find any id, order or site",
  emptyWords = "Nothing found. Ids, hosts, e-mails and last four with amount work.",
}: {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  query: string;
  onQueryChange: (query: string) => void;
  sections: readonly PaletteSection[];
  isBusy?: boolean;
  placeholder?: string;
  emptyWords?: string;
}) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      onOpenChange(true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onOpenChange]);
  const shown = sections.filter((section) => section.items.length > 0);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="appear fixed inset-0 z-50 flex items-start justify-center bg-scrim md:p-6 md:pt-[12vh]"
    >
      <Modal className="rise flex max-h-full w-full flex-col overflow-hidden bg-bg phone:h-full md:max-h-[70vh] md:max-w-160 md:rounded-palette md:shadow-float">
        <Dialog aria-label="Find" className="flex min-h-0 flex-1 flex-col outline-none">
          <Autocomplete inputValue={query} onInputChange={onQueryChange}>
            <TextField
              autoFocus
              className="flex h-11 shrink-0 items-center gap-2.5 border-b border-line-2 px-3.5"
            >
              <Label className="sr-only">Find</Label>
              <Search aria-hidden="true" />
              <Input
                placeholder={placeholder}
                onKeyDownCapture={openFirst}
                className="min-w-0 flex-1 bg-transparent text-input outline-none"
              />
              <Kbd>Esc</Kbd>
            </TextField>
            <AriaMenu
              aria-label="Results"
              onAction={() => onOpenChange(false)}
              renderEmptyState={() => <p className="px-3 py-2 text-ink-3">{emptyWords}</p>}
              className={cx(
                "group/results min-h-0 overflow-y-auto p-1.5 outline-none",
                isBusy && "opacity-55 transition-opacity delay-200 duration-0",
              )}
            >
              {shown.map((section, place) => (
                <MenuSection key={section.id} className="pb-1">
                  <Header className="flex justify-between px-2 py-1.5 text-meta text-ink-3">
                    {section.title}
                    {section.note && <span>{section.note}</span>}
                  </Header>
                  {section.items.map((item, index) => (
                    <MenuItem
                      key={item.id}
                      id={`${section.id}/${item.id}`}
                      textValue={item.label}
                      href={item.href}
                      onAction={item.onAction}
                      className={cx(
                        "flex min-h-9 cursor-default items-center gap-2.5 rounded-control px-3.5 py-1 outline-none data-focused:bg-accent-soft touch:min-h-11 forced:data-focused:outline-2",
                        place === 0 && index === 0 && "group-not-has-data-focused/results:bg-accent-soft",
                      )}
                    >
                      {item.icon}
                      <span className="font-medium whitespace-nowrap">{item.label}</span>
                      {item.detail && <span className="min-w-0 truncate text-ink-2">{item.detail}</span>}
                      {item.trailing && <span className="ml-auto flex shrink-0 gap-1">{item.trailing}</span>}
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </AriaMenu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
