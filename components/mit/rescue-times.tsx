import { percent } from "#components/reports/report-view.ts";
import { lasted } from "#components/switching/when.ts";
import type { TimeToRescue } from "#lib/reports/schema.ts";

const cell = "border-b border-line py-1.5 pl-3 text-right";

/** From first decline to rescue: the median, nine in ten, and the share by day. The table is the chart. */
export function RescueTimes({ times }: { times: readonly TimeToRescue[] }) {
  const rescued = times.reduce((all, one) => all + one.rescued, 0);
  const several = times.length > 1;
  return (
    <section aria-label="Time to rescue" className="flex flex-col gap-3">
      <h2 className="flex min-h-8 items-center text-section">Time to rescue</h2>
      {rescued === 0 ? (
        <p className="text-ink-3">No rebill of these days is rescued yet.</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full border-separate border-spacing-0">
            <caption className="sr-only">From first decline to rescue</caption>
            <thead className={several ? "" : "sr-only"}>
              <tr className="text-meta text-ink-2">
                <th scope="col" className="border-b border-line-2 py-1.5 text-left font-medium">
                  Of rescued rebills
                </th>
                {times.map(({ currency }) => (
                  <th
                    key={currency}
                    scope="col"
                    className="border-b border-line-2 py-1.5 pl-3 text-right font-medium"
                  >
                    {currency}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Times name="Half within (p50)" times={times} of={(one) => one.p50Ms} />
              <Times name="Nine in ten within (p90)" times={times} of={(one) => one.p90Ms} />
              {times[0]?.within.map(({ day }, index) => (
                <tr key={day}>
                  <th
                    scope="row"
                    className="border-b border-line py-1.5 text-left font-normal whitespace-nowrap text-ink-2"
                  >
                    By day {day}
                  </th>
                  {times.map(({ currency, within }) => {
                    const share = within[index]?.share ?? null;
                    return (
                      <td key={currency} className={cell}>
                        <span className="flex items-center justify-end gap-3">
                          {!several && (
                            <span aria-hidden="true" className="h-2.5 min-w-16 flex-1 bg-sunken">
                              <span
                                className="block h-full bg-c-rescued"
                                style={{ width: `${(share ?? 0) * 100}%` }}
                              />
                            </span>
                          )}
                          <span className="min-w-14">{percent(share)}</span>
                        </span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Times({
  name,
  times,
  of,
}: {
  name: string;
  times: readonly TimeToRescue[];
  of: (one: TimeToRescue) => number | null;
}) {
  return (
    <tr>
      <th
        scope="row"
        className="border-b border-line py-1.5 text-left font-normal whitespace-nowrap text-ink-2"
      >
        {name}
      </th>
      {times.map((one) => {
        const ms = of(one);
        return (
          <td key={one.currency} className={`${cell} font-semibold`}>
            {ms === null ? "–" : lasted(ms)}
          </td>
        );
      })}
    </tr>
  );
}
