import { pagesFor } from "#components/shell/pages.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Permission } from "#lib/access/schema.ts";

/** The parts of Developers, where the navigation has no room to list them. */
export function DeveloperTabs({
  root,
  current,
  permissions,
}: {
  /** `/sandbox/m/mer_1`. */
  root: string;
  /** Id of an inner page of components/shell/pages.ts. */
  current: string;
  permissions: ReadonlySet<Permission>;
}) {
  const has = { sandbox: root.startsWith("/sandbox"), outbox: current === "mail" };
  const page = pagesFor([...permissions], root.includes("/m/"), has).find(({ id }) => id === "developers");
  const tabs = (page?.inner ?? []).map(({ id, label, path }) => ({
    href: `${root}${path}`,
    label,
    isCurrent: id === current,
  }));
  return (
    <div className="xl:hidden">
      <Tabs label="Developers" tabs={tabs} />
    </div>
  );
}
