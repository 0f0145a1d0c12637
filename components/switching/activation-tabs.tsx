import { Tabs } from "#components/ui/tabs.tsx";

/** The two views of Activation: what is on, and what somebody asked to go up. */
export function ActivationTabs({
  root,
  current,
  openRequests,
}: {
  /** `/sandbox` or `/sandbox/m/mer_1`. */
  root: string;
  current: "matrix" | "requests";
  openRequests: number;
}) {
  const tabs = [
    { id: "matrix", label: root.includes("/m/") ? "Matrix" : "Merchants", path: "/activation" },
    { id: "requests", label: "Requests", path: "/activation/requests", count: openRequests },
  ];
  return (
    <Tabs
      label="Activation"
      tabs={tabs.map(({ id, label, path, count }) => ({
        href: `${root}${path}`,
        label,
        isCurrent: id === current,
        ...(count ? { count } : {}),
      }))}
    />
  );
}
