"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { InFlight } from "#components/switching/in-flight.ts";
import type { LiveMatrix } from "./live.ts";
import { readJson } from "./read-json.ts";

const POLL_MS = 5000;

/**
 * The matrix as the server last told it. Polls a fingerprint and takes new data only when it moved, so that
 * nothing is drawn anew while nothing changed.
 */
export function useLiveMatrix(base: string, initial: LiveMatrix) {
  const client = useQueryClient();
  const queryKey = ["activation", base];
  const query = useQuery({
    queryKey,
    initialData: initial,
    refetchInterval: POLL_MS,
    staleTime: POLL_MS,
    queryFn: async () => {
      const known = client.getQueryData<LiveMatrix>(queryKey);
      const told = await readJson<LiveMatrix | { same: true; inFlight: InFlight[] }>(
        `${base}/activation/live?known=${known?.fingerprint ?? ""}`,
      );
      if (!("same" in told)) return told;
      if (!known) throw new Error("nothing is known to be the same");
      // The same object while nothing moved: nothing is computed or drawn anew.
      const isStill = JSON.stringify(told.inFlight) === JSON.stringify(known.inFlight);
      return isStill ? known : { ...known, inFlight: told.inFlight };
    },
  });
  return { live: query.data, isLost: query.isError, refresh: () => client.refetchQueries({ queryKey }) };
}
