"use client";
import { Check, ChevronsUpDown, Store } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  Autocomplete,
  Button,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  SearchField,
  useFilter,
} from "react-aria-components";
import { itemRow } from "#components/ui/option-item.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { type Place, workspaceRoot } from "./place.ts";
import type { ShellView } from "./shell-view.ts";

/** Pages that both workspaces have: changing the merchant keeps the page. */
const SHARED = ["/orders", "/activation", "/sites", "/developers/credentials", "/developers/keys"];

/** Partner / merchant, and the way to another one. A merchant's people have one workspace and no menu. */
export function WorkspaceMenu({
  view,
  place,
  merchantName,
}: {
  view: ShellView;
  place: Place;
  merchantName: string | null;
}) {
  const router = useRouter();
  const { contains } = useFilter({ sensitivity: "base" });
  const here = SHARED.find((path) => place.rest === path || place.rest.startsWith(`${path}/`)) ?? "";
  const go = (merchantId: string | null) =>
    router.push(`${workspaceRoot(place.environment, merchantId)}${here}`);
  if (!view.person.isPartnerStaff) return <span className="truncate font-medium">{merchantName}</span>;
  return (
    <Popover
      label="Workspace"
      className="w-72 p-0!"
      trigger={
        <Button className="-mx-1.5 flex h-8 min-w-0 cursor-default items-center gap-1.5 rounded-control px-1.5 hover:bg-hover touch:h-11">
          {place.merchantId && (
            <span className="text-ink-2 phone:hidden">
              {view.partner.name} <span className="px-0.5 text-ink-3">/</span>
            </span>
          )}
          <span className="truncate font-medium">{merchantName ?? view.partner.name}</span>
          <ChevronsUpDown className="size-3.5! text-ink-2" aria-hidden="true" />
          <span className="sr-only">, choose a workspace</span>
        </Button>
      }
    >
      {(close) => (
        <Autocomplete filter={contains}>
          <SearchField aria-label="Find a workspace" autoFocus className="border-b border-line">
            <Input
              placeholder="Find a merchant"
              className="h-10 w-full bg-transparent px-3 text-input outline-none [&::-webkit-search-cancel-button]:hidden"
            />
          </SearchField>
          <ListBox
            aria-label="Workspaces"
            className="max-h-80 overflow-auto p-1 outline-none"
            onAction={(key) => {
              go(key === "partner" ? null : String(key));
              close();
            }}
            renderEmptyState={() => <p className="px-2 py-1.5 text-ink-3">No merchant has that name</p>}
          >
            <ListBoxItem id="partner" textValue={view.partner.name} className={itemRow}>
              <Store aria-hidden="true" className="text-ink-2" />
              <span className="min-w-0 flex-1">
                <span className="block truncate">{view.partner.name}</span>
                <span className="block text-meta text-ink-3">All merchants</span>
              </span>
              {!place.merchantId && <Check aria-label="here" />}
            </ListBoxItem>
            <ListBoxSection aria-label="Merchants" className="mt-1 border-t border-line pt-1">
              {view.merchants.map((merchant) => (
                <ListBoxItem key={merchant.id} id={merchant.id} textValue={merchant.name} className={itemRow}>
                  <span className="min-w-0 flex-1 truncate">{merchant.name}</span>
                  {place.merchantId === merchant.id && <Check aria-label="here" />}
                </ListBoxItem>
              ))}
            </ListBoxSection>
          </ListBox>
        </Autocomplete>
      )}
    </Popover>
  );
}
