import { Glyph } from "#components/ui/glyph.tsx";

const COLUMNS = 18;
/** Where each row turns from off to sandbox, and from sandbox to production; then the cells that stray. */
const ROWS: readonly [number, number, ...number[]][] = [
  [7, 11, 13],
  [6, 10, 12],
  [8, 12, 5, 13],
  [7, 11, 12],
  [7, 9, 10, 12, 14],
  [5, 9, 11, 12, 13, 14, 15],
  [9, 11, 4, 7, 14],
  [7, 13, 14],
  [7, 12, 3],
  [4, 12],
  [10, 13, 6, 8],
  [9, 13, 4, 5, 6, 11, 12],
];

/** Off becomes sandbox becomes production: the three fills are the page's only ornament. */
export function ModePattern() {
  return (
    <div
      aria-hidden="true"
      className="hidden flex-1 flex-col items-center justify-center bg-sunken px-10 min-[960px]:flex"
    >
      <div className="w-full max-w-167">
        <svg
          aria-hidden="true"
          viewBox={`0 0 ${COLUMNS * 38 - 16} ${ROWS.length * 38 - 16}`}
          className="w-full"
        >
          <defs>
            <pattern
              id="hatch"
              width="5"
              height="5"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="1.9" height="5" className="fill-ink" />
            </pattern>
          </defs>
          {ROWS.map(([sandboxFrom, productionFrom, ...strays], row) =>
            Array.from({ length: COLUMNS }, (_, column) => (
              <Cell
                // biome-ignore lint/suspicious/noArrayIndexKey: a drawing's cells have no other name
                key={`${row}/${column}`}
                x={column * 38}
                y={row * 38}
                fill={fillOf(column, sandboxFrom, productionFrom, strays)}
              />
            )),
          )}
        </svg>
        <div className="mt-9 flex justify-between text-ink-2">
          <span className="inline-flex items-center gap-2">
            <Glyph shape="square-hollow" /> Off
          </span>
          <span className="inline-flex items-center gap-2">
            <Glyph shape="square-hatched" /> Sandbox
          </span>
          <span className="inline-flex items-center gap-2">
            <Glyph shape="square-solid" /> Production
          </span>
        </div>
      </div>
    </div>
  );
}

type Fill = "off" | "sandbox" | "production";

function fillOf(column: number, sandboxFrom: number, productionFrom: number, strays: number[]): Fill {
  const isStray = strays.includes(column);
  if (column >= productionFrom) return isStray ? "sandbox" : "production";
  if (column >= sandboxFrom) return isStray ? "production" : "sandbox";
  return isStray ? "sandbox" : "off";
}

function Cell({ x, y, fill }: { x: number; y: number; fill: Fill }) {
  if (fill === "production") return <rect x={x} y={y} width="22" height="22" rx="4" className="fill-ink" />;
  return (
    <rect
      x={x + 0.6}
      y={y + 0.6}
      width="20.8"
      height="20.8"
      rx="4"
      fill={fill === "sandbox" ? "url(#hatch)" : "none"}
      className={fill === "sandbox" ? "stroke-ink" : "stroke-control"}
      strokeWidth="1.2"
    />
  );
}
