"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { Glyph } from "#components/ui/glyph.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Environment } from "#lib/terms.ts";
import { inEnvironment } from "./place.ts";

const options = [
  { id: "sandbox", label: "Sandbox", fill: "sandbox", icon: <Glyph shape="square-hatched" /> },
  { id: "production", label: "Production", fill: "production", icon: <Glyph shape="square-solid" /> },
] as const;

/** Goes to the same page with the same filters in the other environment. */
export function EnvironmentSwitch({ environment }: { environment: Environment }) {
  const router = useRouter();
  const pathname = usePathname();
  const search = useSearchParams();
  return (
    <Segmented
      label="Environment"
      options={options}
      value={environment}
      onChange={(next) => {
        if (next !== environment) router.push(inEnvironment(pathname, search.toString(), next));
      }}
    />
  );
}
