"use client";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

export const GROUPS = ["site", "settings"] as const;
export const MODE_FILTERS = ["production", "sandbox", "off", "stopped"] as const;
/** Beyond this many sites the matrix opens grouped by equal settings. */
const SITES_ONE_BY_ONE = 25;

/** Everything that the page shows lives in its address, in words; Back brings it back. */
export function useMatrixView(sitesCount: number) {
  const [view, setView] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      mode: parseAsStringLiteral(MODE_FILTERS),
      changed: parseAsBoolean.withDefault(false),
      blocked: parseAsBoolean.withDefault(false),
      own: parseAsBoolean.withDefault(false),
      group: parseAsStringLiteral(GROUPS).withDefault(sitesCount > SITES_ONE_BY_ONE ? "settings" : "site"),
      cell: parseAsString,
    },
    { history: "replace" },
  );
  return { view, setView };
}

export type MatrixView = ReturnType<typeof useMatrixView>["view"];
export type SetMatrixView = ReturnType<typeof useMatrixView>["setView"];
