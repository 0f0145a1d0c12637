"use client";
import { useState } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { Button } from "#components/ui/button.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { Section } from "#components/ui/section.tsx";
import type { RejectionCount, RejectionSample } from "#lib/notices/queries/count-rejections.ts";
import { rejectionWords } from "./fate-words.ts";
import { WireText } from "./wire-text.tsx";

/** Calls that were refused, by reason, each with its last samples to look at. */
export function Rejections({
  days,
  counts,
  samples,
  reader,
}: {
  days: number;
  counts: readonly RejectionCount[];
  samples: readonly RejectionSample[];
  reader: Reader;
}) {
  if (counts.length === 0) return null;
  const sum = counts.reduce((total, { count }) => total + count, 0);
  return (
    <Section
      title={`${sum.toLocaleString("en-US")} refused`}
      aside={`last ${days} days, answered 401 and not kept`}
    >
      <ul className="divide-y divide-line border-y border-line">
        {counts.map((row) => (
          <Reason
            key={row.reason}
            row={row}
            samples={samples.filter(({ reason }) => reason === row.reason)}
            reader={reader}
          />
        ))}
      </ul>
    </Section>
  );
}

function Reason({
  row,
  samples,
  reader,
}: {
  row: RejectionCount;
  samples: readonly RejectionSample[];
  reader: Reader;
}) {
  const [isOpen, setOpen] = useState(false);
  const time = (at: Date) => when(at.toISOString(), reader.zone, reader.now, "second");
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Glyph shape={row.reason === "STALE" ? "triangle" : "octagon-alert"} tone="attn" />
        <span className="min-w-8 font-medium">{row.count.toLocaleString("en-US")}</span>
        <span className="min-w-0 flex-1 basis-60">
          {rejectionWords(row.reason)} <code className="font-mono text-code text-ink-3">{row.reason}</code>
        </span>
        <span className="text-ink-2">last {time(row.lastAt)}</span>
        {samples.length > 0 && (
          <Button size="row" variant="quiet" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            {samples.length === 1 ? "1 sample" : `${samples.length} samples`}
          </Button>
        )}
      </div>
      {isOpen && (
        <div className="mt-2 grid gap-5 pl-7 phone:pl-0">
          {samples.slice(0, 3).map((sample) => (
            <WireText
              key={sample.id}
              title={`Came ${time(sample.at)}`}
              body={sample.body}
              headers={sample.headers}
            />
          ))}
        </div>
      )}
    </li>
  );
}
