import { Chip } from "#components/ui/chip.tsx";
import type { Environment } from "#lib/terms.ts";

/** Beside every H1: which world one looks at, in fill and in words. */
export function EnvironmentTag({ environment }: { environment: Environment }) {
  return (
    <Chip fill={environment} size="tag">
      {environment === "sandbox" ? "Sandbox" : "Production"}
    </Chip>
  );
}
