import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Snippet } from "#components/ui/snippet.tsx";
import type { Environment } from "#lib/terms.ts";

/** No order yet: the call that makes the first one appear, with keys as variables. */
export function FirstOrder({
  root,
  environment,
  gatewayUrl,
}: {
  root: string;
  environment: Environment;
  gatewayUrl: string;
}) {
  const kind = environment === "production" ? "live" : "test";
  return (
    <EmptyState
      title={environment === "production" ? "No live orders yet" : "No test orders yet"}
      sentence={`Send one ${kind} decline with a ${environment} key and it appears here within 2 seconds.`}
      actions={<ButtonLink href={`${root}/developers/keys`}>API keys</ButtonLink>}
    >
      <Snippet label="First order" variants={[{ id: "curl", label: "curl", code: curl(gatewayUrl) }]} />
    </EmptyState>
  );
}

function curl(gatewayUrl: string): string {
  return `curl ${gatewayUrl}/v1/evaluate \\
  -H "authorization: Bearer $TOKEN" -H "content-type: application/json" \\
  -d @declined-order.json`;
}
