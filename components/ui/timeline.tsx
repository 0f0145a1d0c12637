import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { Glyph, type GlyphShape, type Tone } from "./glyph.tsx";

export type TimelineEvent = {
  id: string;
  /** "Nov 6": shown only where it changes. */
  date: string;
  /** "09:14:02", always with seconds. */
  time: string;
  iso?: string;
  shape: GlyphShape;
  tone?: Tone;
  title: ReactNode;
  /** A quiet word after the title. */
  aside?: ReactNode;
  detail?: ReactNode;
  /** Opened in place: a trace, a payload. */
  children?: ReactNode;
};

/** What happened, oldest first: 66 px of time, a 26 px rail, the story. */
export function Timeline({ label, events }: { label: string; events: readonly TimelineEvent[] }) {
  return (
    <ol aria-label={label}>
      {events.map((event, index) => {
        const isNewDay = event.date !== events[index - 1]?.date;
        return (
          <li key={event.id} className="grid grid-cols-[66px_26px_minmax(0,1fr)]">
            <time dateTime={event.iso} className="flex flex-col text-meta leading-5 text-ink-2">
              <span className={cx(isNewDay ? "font-medium text-ink" : "sr-only")}>{event.date}</span>
              <span className={cx(isNewDay && "-mt-1")}>{event.time}</span>
            </time>
            <span className="flex flex-col items-center gap-1 pt-1">
              <Glyph shape={event.shape} tone={event.tone ?? "ink-2"} />
              {index < events.length - 1 && <span aria-hidden="true" className="w-px flex-1 bg-line-2" />}
            </span>
            <div className={cx("min-w-0", index < events.length - 1 ? "pb-4" : "pb-1")}>
              <p>
                <span className="font-medium">{event.title}</span>{" "}
                {event.aside && <span className="text-ink-2">{event.aside}</span>}
              </p>
              {event.detail && <div className="text-ink-2">{event.detail}</div>}
              {event.children && <div className="mt-2">{event.children}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
