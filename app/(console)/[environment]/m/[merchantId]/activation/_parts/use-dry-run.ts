"use client";
import { useQuery } from "@tanstack/react-query";
import type { DryRun } from "#lib/switching/queries/dry-run-change.ts";
import type { SettableMode } from "#lib/terms.ts";
import { dryRunAction } from "../actions.ts";
import { type CellRef, cellKey } from "./matrix-cells.ts";

export type DryRunAnswer = { dryRun: DryRun | undefined; isFailed: boolean };

/** The last seven days with these cells set so; asked for once while a dialog is open. Nothing for no cells. */
export function useDryRun(
  merchantId: string,
  wanted: readonly (CellRef & { mode: SettableMode })[],
  version: number,
): DryRunAnswer {
  const key = wanted.map((each) => `${cellKey(each)}.${each.mode}`).join();
  const query = useQuery({
    queryKey: ["dry-run", merchantId, version, key],
    queryFn: async () => {
      const cells = wanted.map(({ scope, id, channel, mode }) => ({ scope, id, channel, mode }));
      const answer = await dryRunAction({ merchantId, cells });
      if (!answer.ok) throw new Error(answer.reason);
      return answer.value;
    },
    enabled: wanted.length > 0,
    staleTime: 60_000,
  });
  return { dryRun: query.data, isFailed: query.isError };
}
