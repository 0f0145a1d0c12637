import { MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { Glyph } from "#components/ui/glyph.tsx";
import type { Environment, Mode } from "#lib/terms.ts";

const MEANINGS: Record<Environment, Record<Mode, string>> = {
  production: {
    production: "live orders are sent",
    sandbox: "only test orders are sent",
    off: "nothing is sent",
  },
  sandbox: {
    production: "test orders go to the sandbox",
    sandbox: "test orders go to the sandbox",
    off: "nothing is sent",
  },
};

/** The three modes and what each means for the orders of the environment that one looks at. */
export function Legend({ environment }: { environment: Environment }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-5 gap-y-1 text-meta text-ink-2">
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {(["production", "sandbox", "off"] as const).map((mode) => (
          <li key={mode} className="flex items-center gap-1.75">
            <Glyph shape={MODE_SHAPES[mode]} tone="ink" />
            <strong className="font-medium text-ink">{MODE_NAMES[mode]}</strong> {MEANINGS[environment][mode]}
          </li>
        ))}
      </ul>
      <p className="phone:hidden">
        <strong className="font-medium text-ink">Chip</strong> = set here, plain = inherited
      </p>
    </div>
  );
}
