import type { MerchantConfig, SetBy, SwitchRow } from "../schema.ts";
import type { Cell } from "./write-mode.ts";

/** The merchant as it would be with these cells set: a new object, nothing is written. */
export function changeCells(merchant: MerchantConfig, cells: readonly Cell[], setBy: SetBy): MerchantConfig {
  const touched = new Set(cells.map(keyOf));
  const kept = merchant.switches.filter((row) => !touched.has(keyOf({ ...row, id: row.scopeId })));
  const set = cells.flatMap(({ scope, id, channel, mode }): SwitchRow[] =>
    mode === "inherit" ? [] : [{ scope, scopeId: id, channel, mode, setBy }],
  );
  return { ...merchant, switches: [...kept, ...set] };
}

function keyOf({ scope, id, channel }: Pick<Cell, "scope" | "id" | "channel">): string {
  return `${scope}|${id}|${channel}`;
}
