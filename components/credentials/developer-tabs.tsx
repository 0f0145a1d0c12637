import { Tabs } from "#components/ui/tabs.tsx";

/** FlexCharge's credentials and our own keys: the two halves of Developers. */
export function DeveloperTabs({
  root,
  current,
  hasCredentials,
  hasKeys,
}: {
  /** `/sandbox/m/mer_1`. */
  root: string;
  current: "credentials" | "keys";
  hasCredentials: boolean;
  hasKeys: boolean;
}) {
  const tabs = [
    {
      href: `${root}/developers/credentials`,
      label: "FlexCharge credentials",
      isCurrent: current === "credentials",
      isShown: hasCredentials,
    },
    { href: `${root}/developers/keys`, label: "API keys", isCurrent: current === "keys", isShown: hasKeys },
  ];
  return <Tabs label="Developers" tabs={tabs.filter((tab) => tab.isShown)} />;
}
