"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { type ServerAction, useAction } from "#components/shell/use-action.ts";
import { Button } from "#components/ui/button.tsx";
import { Section } from "#components/ui/section.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CLOCK_MOVES, SandboxRefusal } from "#lib/sandbox/schema.ts";
import { sandboxRefusal } from "./sandbox-words.ts";

type Move = (typeof CLOCK_MOVES)[number];
export type MoveClock = ServerAction<
  { to: Move },
  { now: string },
  SandboxRefusal | { reason: "NOTHING_OPEN" }
>;

const MOVES: readonly { to: Move; label: string }[] = [
  { to: "P1D", label: "+1 day" },
  { to: "P3D", label: "+3 days" },
  { to: "expiry", label: "To the next expiry" },
];

/** The sandbox's own time, and what moves it on. */
export function ClockPanel({ now, zone, move }: { now: string; zone: string; move: MoveClock | null }) {
  const router = useRouter();
  const [moving, setMoving] = useState<Move | null>(null);
  const deed = useAction(move ?? notAllowed, (refusal) =>
    refusal.reason === "NOTHING_OPEN"
      ? { trouble: "No test order in flight has an expiry to go to." }
      : sandboxRefusal(refusal),
  );
  const run = async (to: Move) => {
    if (moving) return;
    setMoving(to);
    const done = await deed.run({ to });
    setMoving(null);
    if (!done.ok) return;
    showToast("The sandbox's clock is moved.");
    router.refresh();
  };
  return (
    <Section title="Clock" aside="Retries, approvals and expiries follow it">
      <div className="flex flex-wrap items-center gap-2 border-y border-line py-3">
        <span className="mr-auto text-section">
          <Timestamp at={new Date(now)} zone={zone} />
        </span>
        {move &&
          MOVES.map(({ to, label }) => (
            <Button key={to} onPress={() => run(to)} isPending={moving === to}>
              {label}
            </Button>
          ))}
      </div>
      {!move && <p className="mt-2 text-meta text-ink-3">It runs for all merchants; the partner moves it.</p>}
      <FormTrouble trouble={deed.trouble} />
    </Section>
  );
}

const notAllowed: MoveClock = async () => ({ ok: false, reason: "NO_PERMISSION", roles: [] });
