"use client";
import {
  ChartColumn,
  Globe,
  House,
  ListChecks,
  ReceiptText,
  Settings2,
  SquareTerminal,
  Store,
  ToggleLeft,
} from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { Link } from "#components/ui/link.tsx";
import type { InnerPage, ShellPage } from "./pages.ts";
import type { Place } from "./place.ts";

const icons: Record<ShellPage["id"], ReactNode> = {
  home: <House />,
  merchants: <Store />,
  orders: <ReceiptText />,
  reports: <ChartColumn />,
  activation: <ToggleLeft />,
  sites: <Globe />,
  onboarding: <ListChecks />,
  applications: <ListChecks />,
  developers: <SquareTerminal />,
  settings: <Settings2 />,
};

export function isCurrent(page: ShellPage, place: Place): boolean {
  if (page.root === "") return place.rest === "";
  return place.rest === page.root || place.rest.startsWith(`${page.root}/`);
}

/** The navigation's entries: words from 1200 px and in the off-canvas sheet, icons between. */
export function SideNav({
  pages,
  place,
  root,
  counts,
  isSheet = false,
  onGo,
}: {
  pages: readonly ShellPage[];
  place: Place;
  root: string;
  /** What waits on a page, in words of its own: "2 to approve". */
  counts: Partial<Record<ShellPage["id"], number>>;
  isSheet?: boolean;
  onGo?: () => void;
}) {
  return (
    <nav aria-label="Main">
      <ul className={cx("flex flex-col gap-0.5", isSheet ? "px-3" : "px-2 xl:px-2.5")}>
        {pages.map((page) => (
          <li key={page.id}>
            <Link
              href={`${root}${page.path}`}
              look="plain"
              onPress={onGo}
              aria-current={isCurrent(page, place) && !page.inner ? "page" : undefined}
              className={cx(
                "flex h-8 items-center gap-3 rounded-control px-2.5 no-underline! hover:bg-hover touch:h-11",
                !isSheet && "justify-center xl:justify-start",
                isCurrent(page, place) && (page.inner ? innerIsOpen(isSheet) : chosen),
                !isCurrent(page, place) && "text-ink-2",
              )}
            >
              {icons[page.id]}
              <span className={isSheet ? "flex-1" : "flex-1 max-xl:sr-only"}>{page.label}</span>
              {counts[page.id] && (
                <span className={cx("text-meta text-attn", !isSheet && "max-xl:sr-only")}>
                  {counts[page.id]} <span className="sr-only">to approve</span>
                </span>
              )}
            </Link>
            {page.inner && isCurrent(page, place) && (
              <InnerPages {...{ pages: page.inner, place, root, isSheet, onGo }} />
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

const chosen = "bg-bg font-medium text-ink shadow-[0_0_0_1px_var(--line)] hover:bg-bg";

/** Where the inner pages stand below it, the chosen one among them has the frame. */
function innerIsOpen(isSheet: boolean): string {
  return isSheet
    ? "text-ink font-medium"
    : "font-medium text-ink max-xl:bg-bg max-xl:shadow-[0_0_0_1px_var(--line)]";
}

function InnerPages({
  pages,
  place,
  root,
  isSheet,
  onGo,
}: {
  pages: readonly InnerPage[];
  place: Place;
  root: string;
  isSheet: boolean;
  onGo: (() => void) | undefined;
}) {
  return (
    <ul className={cx("mt-0.5 flex flex-col gap-0.5", !isSheet && "max-xl:hidden")}>
      {pages.map((page) => {
        const isHere = place.rest === page.path || place.rest.startsWith(`${page.path}/`);
        return (
          <li key={page.id}>
            <Link
              href={`${root}${page.path}`}
              look="plain"
              onPress={onGo}
              aria-current={isHere ? "page" : undefined}
              className={cx(
                "flex h-7.5 items-center rounded-control pr-2.5 pl-9.5 no-underline! hover:bg-hover touch:h-11",
                isHere ? chosen : "text-ink-2",
              )}
            >
              {page.label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
