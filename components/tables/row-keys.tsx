"use client";
import { type ReactNode, useEffect, useRef } from "react";

/**
 * Keyboard for the rows inside: J and K (or arrows while a row has focus) move between row links, Enter follows
 * the link by itself. J and K act only outside fields and can be turned off with <html data-single-keys="off">.
 */
export function RowKeys({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isInside = frame.current?.contains(target) ?? false;
      if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
      if (target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog]"))
        return;
      const isLetter = event.key === "j" || event.key === "k";
      const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
      if (isLetter ? document.documentElement.dataset.singleKeys === "off" : !(isArrow && isInside)) return;
      const links = [...(frame.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
      const here = links.findIndex((link) => link.closest("tr")?.contains(document.activeElement));
      const step = event.key === "j" || event.key === "ArrowDown" ? 1 : -1;
      const next = here === -1 ? links[step === 1 ? 0 : links.length - 1] : links[here + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return <div ref={frame}>{children}</div>;
}
