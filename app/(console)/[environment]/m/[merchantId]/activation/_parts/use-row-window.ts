"use client";
import { type RefObject, useEffect, useMemo, useState } from "react";

const WINDOWED_FROM = 100;
const AROUND_PX = 700;

export type WindowPart = { kind: "row"; index: number } | { kind: "gap"; key: string; height: number };

/**
 * Which rows are worth drawing: all of up to 100, else those near the viewport and the one that has the keyboard,
 * with gaps of their true height between. Listens to any scrolling ancestor.
 */
export function useRowWindow(
  frame: RefObject<HTMLElement | null>,
  heights: readonly number[],
  keepIndex: number,
): WindowPart[] {
  const isWindowed = heights.length > WINDOWED_FROM;
  const [view, setView] = useState({ top: 0, bottom: 2000 });
  useEffect(() => {
    if (!isWindowed) return;
    let waiting = 0;
    const measure = () => {
      waiting = 0;
      const box = frame.current?.getBoundingClientRect();
      if (!box) return;
      // In steps, so that a scroll of a few pixels draws nothing anew.
      const top = Math.floor((-box.top - AROUND_PX) / 200) * 200;
      const bottom = Math.ceil((window.innerHeight - box.top + AROUND_PX) / 200) * 200;
      setView((old) => (old.top === top && old.bottom === bottom ? old : { top, bottom }));
    };
    const later = () => {
      waiting ||= requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener("scroll", later, { capture: true, passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(waiting);
      window.removeEventListener("scroll", later, { capture: true });
      window.removeEventListener("resize", later);
    };
  }, [frame, isWindowed]);

  return useMemo(() => {
    const parts: WindowPart[] = [];
    let y = 0;
    let gap = 0;
    for (const [index, height] of heights.entries()) {
      const isNear =
        !isWindowed || index === 0 || index === keepIndex || (y + height > view.top && y < view.bottom);
      if (isNear) {
        if (gap > 0) parts.push({ kind: "gap", key: `gap-${index}`, height: gap });
        gap = 0;
        parts.push({ kind: "row", index });
      } else gap += height;
      y += height;
    }
    if (gap > 0) parts.push({ kind: "gap", key: "gap-end", height: gap });
    return parts;
  }, [heights, isWindowed, keepIndex, view]);
}
