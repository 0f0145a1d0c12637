import { Tabs } from "#components/ui/tabs.tsx";

/** FlexCharge's credentials, our own keys, and copies that did not get through: the parts of Developers. */
export function DeveloperTabs({
  root,
  current,
  hasCredentials,
  hasKeys,
}: {
  /** `/sandbox/m/mer_1`. */
  root: string;
  current: "credentials" | "keys" | "transmits";
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
    {
      href: `${root}/developers/transmits`,
      label: "Transmits",
      isCurrent: current === "transmits",
      isShown: true,
    },
  ];
  return <Tabs label="Developers" tabs={tabs.filter((tab) => tab.isShown)} />;
}
