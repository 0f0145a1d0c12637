import { environmentOf } from "#app/_doors/gate.ts";
import { openFirst } from "#app/_doors/open-first.ts";

export default async function DevelopersEntry({ params }: { params: Promise<{ environment: string }> }) {
  const environment = environmentOf((await params).environment);
  return openFirst(`/${environment}`, { side: "partner" }, [
    { path: "/developers/credentials", permission: "credentials.read" },
    { path: "/developers/keys", permission: "keys.read" },
    { path: "/developers/webhooks", permission: "webhooks.read" },
    { path: "/developers/transmits", permission: "orders.settle" },
    { path: "/developers/logs", permission: "logs.read" },
  ]);
}
