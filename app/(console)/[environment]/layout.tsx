import type { Metadata } from "next";
import type { ReactNode } from "react";
import { environmentOf, visit } from "#app/_doors/gate.ts";
import { ROLE_NAMES } from "#lib/access/rules.ts";
import { hasMailServer } from "#lib/kit/env.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";
import { countToApprove } from "#lib/switching/queries/list-change-requests.ts";
import { ConsoleShell } from "../_parts/console-shell.tsx";

type Props = { params: Promise<{ environment: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const isSandbox = (await params).environment === "sandbox";
  const before = isSandbox ? "Sandbox: " : "";
  return { title: { template: `${before}%s · Switchboard`, default: `${before}Switchboard` } };
}

/** Reads the session above every page's loading state, so that a signed-out visit is a real redirect. */
export default async function EnvironmentLayout({ params, children }: Props) {
  const environment = environmentOf((await params).environment);
  const { scope, user, hasSecondFactor, viewing } = await visit();
  const mayApprove = user.isPartnerStaff && scope.permissions.has("switches.approve");
  const [{ partner, merchants }, toApprove] = await Promise.all([
    listWorkspaces(scope),
    mayApprove ? countToApprove(scope) : 0,
  ]);
  return (
    <ConsoleShell
      view={{
        environment,
        partner,
        merchants,
        person: {
          name: user.name,
          email: user.email,
          roleName: ROLE_NAMES[user.role],
          isPartnerStaff: user.isPartnerStaff,
          hasSecondFactor,
        },
        viewing: viewing && {
          merchantName: merchants.find(({ id }) => id === viewing.merchantId)?.name ?? viewing.merchantId,
          until: viewing.until,
        },
        permissions: [...scope.permissions],
        hasOutbox: !hasMailServer(),
        toApprove,
      }}
    >
      {children}
    </ConsoleShell>
  );
}
