"use client";
import { useEffect, useRef } from "react";

const SECOND_KEY_MS = 1500;
const FIELDS = "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]";

/** `G` then a letter, `?` and Shift+E; outside fields and open dialogs, and only while single keys are on. */
export function useShellKeys(on: {
  go: (letter: string) => boolean;
  map: () => void;
  environment: () => void;
}): void {
  const latest = useRef(on);
  latest.current = on;
  useEffect(() => {
    let waitingSince = 0;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (document.documentElement.dataset.singleKeys === "off" || target.closest?.(FIELDS)) return;
      const key = event.key.toLowerCase();
      if (Date.now() - waitingSince < SECOND_KEY_MS && !event.shiftKey) {
        waitingSince = 0;
        if (!latest.current.go(key)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      } else if (key === "g" && !event.shiftKey) waitingSince = Date.now();
      else if (key === "?") latest.current.map();
      else if (key === "e" && event.shiftKey) latest.current.environment();
    };
    // Before the page's own keys: the letter after G is not one of theirs.
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
