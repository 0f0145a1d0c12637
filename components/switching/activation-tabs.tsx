import { Tabs } from "#components/ui/tabs.tsx";

/** The views of Activation: what is on, what each site still needs, and what somebody asked to go up. */
export function ActivationTabs({
  root,
  current,
  openRequests,
}: {
  /** `/sandbox` or `/sandbox/m/mer_1`. */
  root: string;
  current: "matrix" | "readiness" | "requests";
  openRequests: number;
}) {
  const isMerchant = root.includes("/m/");
  const tabs = [
    { id: "matrix", label: isMerchant ? "Matrix" : "Merchants", path: "/activation" },
    ...(isMerchant ? [{ id: "readiness", label: "Readiness", path: "/activation/readiness" }] : []),
    { id: "requests", label: "Requests", path: "/activation/requests", count: openRequests },
  ] as { id: string; label: string; path: string; count?: number }[];
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
