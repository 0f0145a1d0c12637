"use client";
import { useState } from "react";
import type { Reader } from "#components/switching/cell-words.ts";
import { Button } from "#components/ui/button.tsx";
import type { Attempt } from "#lib/orders/queries.ts";
import { DecisionTrace } from "./decision-trace.tsx";

const DAY_MS = 86_400_000;

/** The trace under its line: open, but closed when it passed and the order is older than a day. */
export function AttemptTrace({ attempt, reader }: { attempt: Attempt; reader: Reader }) {
  const isOld = Date.parse(reader.now) - new Date(attempt.begunAt).getTime() > DAY_MS;
  const [isOpen, setOpen] = useState(!(attempt.trace.sent && isOld));
  return (
    <div className="phone:hidden">
      {isOpen ? (
        <DecisionTrace trace={attempt.trace} reader={reader} />
      ) : (
        <Button
          size="row"
          variant="quiet"
          aria-expanded={false}
          onPress={() => setOpen(true)}
          className="-ml-2.5 text-accent!"
        >
          Show the checks
        </Button>
      )}
    </div>
  );
}
