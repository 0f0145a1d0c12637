"use client";
import { useEffect, useRef, useState } from "react";

const SLICED_FROM = 120;
/** Drawn above and below what is seen, and the step in which a scroll draws anew. */
const AROUND = 20;
const STEP = 8;
const FIRST = 60;
const ROW_HEIGHT = 48;

/**
 * Which rows of a long table of even rows are worth drawing: all of up to 120, else those near the viewport. The
 * height of a row is measured on the first that is drawn.
 */
export function useSlice(total: number) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [view, setView] = useState({ from: 0, to: FIRST, rowHeight: ROW_HEIGHT });
  const isSliced = total > SLICED_FROM;
  useEffect(() => {
    if (!isSliced) return;
    let waiting = 0;
    const measure = () => {
      waiting = 0;
      const box = body.current?.getBoundingClientRect();
      const row = body.current?.querySelector("tr[data-row]")?.getBoundingClientRect();
      if (!box || !row || row.height === 0) return;
      const first = Math.floor(-box.top / row.height / STEP) * STEP - AROUND;
      const seen = Math.ceil(window.innerHeight / row.height / STEP + 1) * STEP;
      const from = Math.min(Math.max(0, first), Math.max(0, total - seen));
      const to = Math.min(total, Math.max(0, first) + seen + 2 * AROUND);
      setView((old) =>
        old.from === from && old.to === to && old.rowHeight === row.height
          ? old
          : { from, to, rowHeight: row.height },
      );
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
  }, [isSliced, total]);
  if (!isSliced) return { from: 0, to: total, slice: undefined };
  const from = Math.min(view.from, Math.max(0, total - FIRST));
  return { from, to: view.to, slice: { from, total, rowHeight: view.rowHeight, body } };
}
