import { environmentOf } from "#app/_doors/gate.ts";
import { openFirst } from "#app/_doors/open-first.ts";

export default async function SettingsEntry({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  return openFirst(`/${environment}`, { side: "partner" }, [
    { path: "/settings/audit", permission: "audit.read" },
    { path: "/settings/members", permission: "members.write" },
    { path: "/settings/approval", permission: "switches.approve" },
    { path: "/settings/alerts", permission: "alerts.write" },
  ]);
}
