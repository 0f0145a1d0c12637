"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Kbd } from "#components/ui/kbd.tsx";

const POLL_MS = 2_000;
/** Further down somebody reads, and the list must not move under them. */
const TOP_PX = 40;
const FIELDS = "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";

/**
 * Follows the log: at its top new calls come in by themselves; scrolled down, or beside an open call, they wait behind
 * "12 new". `L` turns it off and on. `href` counts the calls newer than the first that is shown, up to `most`.
 */
export function CallTail({ href, isReading, most }: { href: string; isReading: boolean; most: number }) {
  const router = useRouter();
  const [isOn, setOn] = useState(true);
  const [isScrolled, setScrolled] = useState(false);
  const [isPending, start] = useTransition();
  const isPaused = isScrolled || isReading;

  useEffect(() => {
    const onScroll = () => setScrolled(window.scrollY > TOP_PX);
    onScroll();
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => window.removeEventListener("scroll", onScroll);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "l" || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.defaultPrevented || (event.target as HTMLElement).closest(FIELDS)) return;
      if (document.documentElement.dataset.singleKeys !== "off") setOn((on) => !on);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const { data: count = 0, isError } = useQuery({
    queryKey: ["call-tail", href],
    enabled: isOn,
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const response = await fetch(href);
      if (!response.ok) throw new Error(`${response.status}`);
      return ((await response.json()) as { count: number }).count;
    },
  });
  const follows = isOn && !isPaused && !isPending && count > 0;
  useEffect(() => {
    if (follows) start(() => router.refresh());
  }, [follows, router]);
  const showNew = () => {
    window.scrollTo({ top: 0 });
    start(() => router.refresh());
  };

  const isLive = isOn && !isError && !isPaused;
  const why = isReading ? "Paused while a call is open" : "Paused while you read further down";
  const words = !isOn ? "Off" : isError ? "The console does not answer" : isPaused ? why : "";
  return (
    <div className="sticky top-(--shell-top,0px) z-20 -mx-2 -my-1 flex min-h-9 items-center gap-2 bg-bg px-2 py-1">
      <Button size="row" variant="quiet" aria-pressed={isOn} onPress={() => setOn(!isOn)} className="-ml-2.5">
        <span
          aria-hidden="true"
          className={cx(
            "size-2 shrink-0 rounded-full",
            isLive ? "bg-open motion-safe:animate-pulse" : "border border-control",
          )}
        />
        Live
        <Kbd>L</Kbd>
      </Button>
      <span role="status" className="min-w-0 truncate text-meta text-ink-3">
        {words}
      </span>
      <span role="status" className="ml-auto">
        {isOn && isPaused && count > 0 && (
          <Button size="row" onPress={showNew} isPending={isPending} className="text-accent!">
            {count >= most ? `${most} or more new` : `${count} new`}
          </Button>
        )}
      </span>
    </div>
  );
}
