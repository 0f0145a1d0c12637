import { environmentOf, gate, orNotFound } from "#app/_doors/gate.ts";
import { currentWorkspace } from "#app/_doors/workspace.ts";
import { CallPane } from "#components/calls/call-pane.tsx";
import { LogsPage } from "#components/calls/logs-page.tsx";
import { callFilter, logsHref, logsView } from "#components/calls/logs-view.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { getCall } from "#lib/calls/queries/get-call.ts";
import { listCalls } from "#lib/calls/queries/list-calls.ts";
import { gatewayPublicUrl } from "#lib/kit/env.ts";
import { listWorkspaces } from "#lib/merchants/queries/list-workspaces.ts";

/** A workspace's address: of a merchant, or of the partner. */
export type LogsPlace = { environment: string; merchantId?: string };
type Given = Record<string, string | string[] | undefined>;

const ROWS = 50;

/** The log of calls, and the one that is open beside it. */
export async function ShowLogs({ place, given }: { place: LogsPlace; given: Given }) {
  const environment = environmentOf(place.environment);
  const { merchantId } = place;
  const scope = await gate(
    merchantId ? { permission: "logs.read", merchantId } : { permission: "logs.read", side: "partner" },
  );
  const view = logsView(given);
  const now = scope.clock.now();
  const whose = merchantId ? await merchantsOwn(merchantId) : await partners(scope);
  const filter = callFilter(view, { environment, merchantId }, now);
  const [page, call] = await Promise.all([
    listCalls(scope, filter, { after: view.after, limit: ROWS }),
    view.open &&
      orNotFound(getCall(scope, { merchantId: view.open.merchantId, environment, callId: view.open.id })),
  ]);
  const root = merchantId ? `/${environment}/m/${merchantId}` : `/${environment}`;
  const reader = { zone: whose.zone, now: now.toISOString() };
  return (
    <LogsPage
      {...{ root, environment, view, page, reader }}
      of={whose.name}
      permissions={scope.permissions}
      merchants={whose.merchants}
      pane={
        call && (
          <CallPane
            key={call.id}
            {...{ call, reader }}
            gateway={gatewayPublicUrl()}
            closeHref={logsHref(`${root}/developers/logs`, view, { after: view.after })}
          />
        )
      }
    />
  );
}

async function merchantsOwn(merchantId: string) {
  const { name, timezone } = await currentWorkspace(merchantId);
  return { name, zone: timezone, merchants: null };
}

async function partners(scope: Scope) {
  const { partner, merchants } = await listWorkspaces(scope);
  return {
    name: partner.name,
    zone: partner.timezone,
    merchants: merchants.map(({ id, name }) => ({ id, label: name })),
  };
}
