import { Glyph } from "#components/ui/glyph.tsx";
import type { Environment } from "#lib/terms.ts";

/** The window's top edge: solid ink in production, a hatched strip with words in sandbox. */
export function EnvironmentEdge({ environment }: { environment: Environment }) {
  if (environment === "production") return <div aria-hidden="true" className="h-0.75 bg-ink forced:border" />;
  return (
    <div className="hatch-strip flex h-7.5 items-stretch justify-center text-meta">
      <p className="flex items-center gap-2 px-3.5 text-ink phone:gap-1.5">
        <Glyph shape="square-hatched" tone="sandbox" />
        <strong className="font-semibold text-sandbox">Sandbox</strong>
        <span>Test orders only. No real cards, no real money.</span>
      </p>
    </div>
  );
}
