/** What a notice says of an application (API sheet §2.12). */
export type HeardApplication = {
  /** FlexCharge's id of it, lower case. */
  upstreamId: string;
  /** As lib/flexcharge reads it: capital letters only, such as INREVIEW. */
  status: string;
  /** Once it is converted. */
  mid: string | null;
  /** As it came: who asks FlexCharge afterwards must find the same words. */
  infoRequest: Record<string, unknown> | null;
};

/** Where `EventData` has no status, the event's own name says it. */
const STATUS_OF: Record<string, string> = {
  submitted: "SUBMITTED",
  approved: "APPROVED",
  declined: "DECLINED",
  cancelled: "CANCELLED",
  converted: "CONVERTED",
};

/** Null where it names no application or no status. The names in `EventData` are inferred, so its letter case is free. */
export function readApplication(text: string): HeardApplication | null {
  const body = objectOf(jsonOf(text));
  const data = folded(body?.EventData);
  const upstreamId = idOf(data.applicationid) ?? idOf(data.id);
  const event = typeof body?.Event === "string" ? body.Event.toLowerCase() : "";
  const said = typeof data.status === "string" ? data.status : STATUS_OF[event.split(".")[1] ?? ""];
  const status = said?.toUpperCase().replace(/[^A-Z]/g, "");
  if (!upstreamId || !status || status.length > 40) return null;
  return { upstreamId, status, mid: idOf(data.merchantid), infoRequest: objectOf(data.inforequest) };
}

function idOf(value: unknown): string | null {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value) ? value.toLowerCase() : null;
}

function folded(value: unknown): Record<string, unknown> {
  const entries = Object.entries(objectOf(value) ?? {});
  return Object.fromEntries(entries.map(([name, item]) => [name.toLowerCase(), item]));
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
