import { pagesFor } from "#components/shell/pages.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Permission } from "#lib/access/schema.ts";

/** The parts of Settings, where the navigation has no room to list them. */
export function SettingsTabs({
  root,
  current,
  permissions,
}: {
  /** `/sandbox` or `/sandbox/m/mer_1`. */
  root: string;
  /** Id of an inner page of components/shell/pages.ts. */
  current: string;
  permissions: ReadonlySet<Permission>;
}) {
  const page = pagesFor([...permissions], root.includes("/m/")).find(({ id }) => id === "settings");
  const inner = page?.inner ?? [];
  if (inner.length < 2) return null;
  return (
    <div className="xl:hidden">
      <Tabs
        label="Settings"
        tabs={inner.map(({ id, label, path }) => ({
          href: `${root}${path}`,
          label,
          isCurrent: id === current,
        }))}
      />
    </div>
  );
}
