/** An expected refusal is a value: `reason` is a union that the caller must handle; anything else is thrown. */
export type Result<Value, Refusal extends { reason: string }> =
  | { ok: true; value: Value }
  | ({ ok: false } & Refusal);

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** `Reason` is there so that the code is inferred as itself and not as `string`. */
export function refuse<Reason extends string, Refusal extends { reason: Reason }>(
  refusal: Refusal & { reason: Reason },
): { ok: false } & Refusal {
  return { ok: false, ...refusal };
}
