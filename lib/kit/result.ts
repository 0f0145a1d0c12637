/** An expected refusal is a value: `reason` is a union that the caller must handle; anything else is thrown. */
export type Result<Value, Refusal extends { reason: string }> =
  | { ok: true; value: Value }
  | ({ ok: false } & Refusal);

export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

export function refuse<Refusal extends { reason: string }>(refusal: Refusal): { ok: false } & Refusal {
  return { ok: false, ...refusal };
}
