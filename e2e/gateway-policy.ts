// Who may call the gateway, as authorization-policy.ts says it of the console: a call that is missing here fails
// gateway/authorization.test.ts.

/** `partner key`: a merchant's own key is refused before anything is read. `signature`: FlexCharge's, no bearer. */
export type GatewayNeed = "anybody" | "signature" | "key" | "partner key";

export const GATEWAY_CALLS: Record<string, GatewayNeed> = {
  "GET /livez": "anybody",
  "GET /readyz": "anybody",
  "GET /metrics": "anybody",
  "GET /openapi.json": "anybody",
  "POST /v1/oauth2/token": "anybody",
  "POST /webhooks/flexcharge/:merchantId/:environment": "signature",
  "POST /v1/transmit": "key",
  "GET /v1/transmits/:id": "key",
  "PUT /v1/transmits/:id": "key",
  "POST /v1/tokenize": "key",
  "OPTIONS /v1/tokenize": "anybody",
  "POST /v1/evaluate": "key",
  "POST /v1/outcome": "key",
  "GET /v1/orders": "key",
  "GET /v1/orders/:id": "key",
  "GET /v1/orders/:id/decision": "key",
  "POST /v1/orders/:id/refund": "key",
  "POST /v1/orders/:id/cancel": "key",
  "POST /v1/orders/:id/external-cancel": "key",
  "POST /v1/capture": "key",
  "GET /api/v1/switches": "partner key",
  "PUT /api/v1/switches": "partner key",
  "PUT /api/v1/kill-switch": "partner key",
  "POST /api/v1/backfill": "partner key",
  "GET /api/v1/reports/:kind": "key",
};
