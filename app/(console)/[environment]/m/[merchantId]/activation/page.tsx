import type { Metadata } from "next";
import { environmentOf, gate, orNotFound, visit } from "#app/_doors/gate.ts";
import { ActivationBoard } from "./_parts/activation-board.tsx";
import { rightsOf } from "./_parts/rights.ts";
import { readMatrix } from "./read-matrix.ts";

type Props = { params: Promise<{ environment: string; merchantId: string }> };

export const metadata: Metadata = { title: "Activation" };

export default async function ActivationPage({ params }: Props) {
  const { environment: segment, merchantId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "switches.read", merchantId });
  const [initial, { user }] = await Promise.all([
    orNotFound(readMatrix(scope, merchantId, environment)),
    visit(),
  ]);
  return (
    <ActivationBoard
      environment={environment}
      merchantId={merchantId}
      initial={initial}
      rights={rightsOf(scope.permissions)}
      person={{ name: user.name }}
      auditHref={
        scope.permissions.has("audit.read") ? `/${environment}/m/${merchantId}/settings/audit` : null
      }
    />
  );
}
