/** One call that the sandbox saw on /v1, oldest first; card numbers masked. */
export interface SeenCall {
  sequence: number;
  time: string;
  environment: "sandbox" | "production";
  mid: string | null;
  method: string;
  path: string;
  status: number;
  body: unknown;
}

export interface Fault {
  /** Prefix of the path, for example `/v1/evaluate`. */
  path: string;
  kind: "status" | "timeout_before" | "timeout_after" | "hangup" | "slow" | "garbage";
  status?: number;
  times?: number;
  ms?: number;
}

export interface SandboxMerchant {
  mid: string;
  appKey: string;
  appSecret: string;
  tokenizationKey: string;
  webhookKey: string;
  webhookUrl: string | null;
  sites: { id: string; name: string; url: string; descriptor: string }[];
}

export interface NewSandboxMerchant {
  mid?: string;
  name: string;
  mitMode?: "managed" | "sync";
  mitEnabled?: boolean;
  authCapture?: boolean;
  webhookUrl?: string;
  isPartner?: boolean;
  partnerMid?: string;
  sites?: { id?: string; name: string; url: string; descriptor: string }[];
  appKey?: string;
  appSecret?: string;
  tokenizationKey?: string;
  webhookKey?: string;
}

export type SandboxControl = ReturnType<typeof sandboxControl>;

/** What a test may make one world of the sandbox do (contract.md, "Sandbox control"). */
export function sandboxControl(baseUrl: string) {
  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${baseUrl}/_control/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`sandbox ${method} /_control/${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  return {
    async calls({ after = 0, path = "" } = {}): Promise<SeenCall[]> {
      const query = new URLSearchParams({ after: String(after), path });
      return (await send<{ calls: SeenCall[] }>("GET", `calls?${query}`)).calls;
    },
    now: async () => (await send<{ now: string }>("GET", "clock")).now,
    /** `{ advance: "P3D" }` or `{ now: "2026-11-01T00:00:00Z" }`; runs everything due, in order. */
    clock: async (move: { advance: string } | { now: string }) =>
      (await send<{ now: string }>("POST", "clock", move)).now,
    addFault: (fault: Fault) => send<void>("POST", "faults", fault),
    clearFaults: () => send<void>("DELETE", "faults"),
    webhooks: (mode: "normal" | "duplicate" | "reorder" | "drop" | "forge" | "delay") =>
      send<void>("POST", "webhooks", { mode }),
    driveOrder: (
      id: string,
      action: "approve" | "expire" | "decline" | "refund" | "chargeback",
      body: Record<string, unknown> = {},
    ) => send<unknown>("POST", `orders/${id}/${action}`, body),
    underwrite: (
      id: string,
      verdict: "approve" | "decline" | "request-info",
      body: Record<string, unknown> = {},
    ) => send<unknown>("POST", `applications/${id}/${verdict}`, body),
    createMerchant: (merchant: NewSandboxMerchant) => send<SandboxMerchant>("POST", "merchants", merchant),
    updateMerchant: (mid: string, change: Record<string, unknown>) =>
      send<unknown>("PUT", `merchants/${mid}`, change),
    reset: () => send<void>("POST", "reset"),
  };
}
