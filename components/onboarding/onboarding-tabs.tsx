import { Tabs } from "#components/ui/tabs.tsx";

/** The two views of a merchant's way to production. */
export function OnboardingTabs({
  root,
  current,
}: {
  /** `/sandbox/m/mer_1`. */
  root: string;
  current: "checklist" | "application";
}) {
  return (
    <Tabs
      label="Onboarding"
      tabs={[
        { href: `${root}/onboarding/checklist`, label: "Checklist", isCurrent: current === "checklist" },
        {
          href: `${root}/onboarding/application`,
          label: "Application",
          isCurrent: current === "application",
        },
      ]}
    />
  );
}
