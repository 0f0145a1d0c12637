/** What of the record is shown; every choice stands in the address. */
export type AuditSearch = {
  search?: string;
  topic?: string;
  who?: string;
  /** Days back. */
  period?: string;
  merchant?: string;
  before?: string;
};

export const AUDIT_SEARCH = ["search", "topic", "who", "period", "merchant", "before"] as const;

export const AUDIT_PERIODS = [
  { id: "1", label: "Last 24 hours" },
  { id: "7", label: "Last 7 days" },
  { id: "30", label: "Last 30 days" },
  { id: "90", label: "Last 90 days" },
] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The address's words as the query takes them; an unknown period is none. */
export function auditFilter({ search, topic, who, period, merchant }: AuditSearch, now: Date) {
  const days = AUDIT_PERIODS.find(({ id }) => id === period);
  return {
    ...(search ? { search } : {}),
    ...(topic ? { topic } : {}),
    ...(who ? { actor: who } : {}),
    ...(merchant ? { merchantId: merchant } : {}),
    ...(days ? { from: new Date(now.getTime() - Number(days.id) * DAY_MS) } : {}),
  };
}
