"use client";
import { EnrolSecondFactor } from "#components/people/enrol-second-factor.tsx";
import { beginFactor, confirmFactor } from "../actions.ts";

/** For staff who have no second factor yet: they set it up before anything else. */
export function EnrolForm({ next }: { next: string }) {
  return (
    <EnrolSecondFactor
      begin={beginFactor}
      confirm={confirmFactor}
      onDone={() => window.location.assign(next)}
    />
  );
}
