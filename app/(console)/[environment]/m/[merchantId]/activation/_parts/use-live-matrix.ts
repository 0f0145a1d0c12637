"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
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
      const live = await readJson<LiveMatrix | { same: true }>(
        `${base}/activation/live?known=${known?.fingerprint ?? ""}`,
      );
      return "same" in live && known ? known : (live as LiveMatrix);
    },
  });
  return { live: query.data, isLost: query.isError, refresh: () => client.refetchQueries({ queryKey }) };
}
