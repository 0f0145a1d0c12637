"use client";
import { useRouter } from "next/navigation";
import { type EnrolDeeds, EnrolSecondFactor } from "./enrol-second-factor.tsx";

/** On one's own page: the page is read anew when it is done. */
export function SetUpFactor(deeds: EnrolDeeds) {
  const router = useRouter();
  return (
    <div className="max-w-120">
      <EnrolSecondFactor {...deeds} onDone={() => router.refresh()} />
    </div>
  );
}
