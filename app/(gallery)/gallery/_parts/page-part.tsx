import { Undo2 } from "lucide-react";
import { Breadcrumb } from "#components/ui/breadcrumb.tsx";
import { Button } from "#components/ui/button.tsx";
import { Chip, NoteChip } from "#components/ui/chip.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Money } from "#components/ui/money.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatBand, StatTile } from "#components/ui/stat-tile.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { Timeline } from "#components/ui/timeline.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";

export function PagePart() {
  return (
    <>
      <header>
        <Breadcrumb parts={[{ label: "Orders", href: "#orders" }, { label: "Rescued, MIT, last 30 days" }]} />
        <div className="mt-1.5 flex flex-wrap items-center justify-between gap-3">
          <div>
            <p className="flex flex-wrap items-center gap-2.5">
              <span className="text-title">LL-204417</span>
              <Chip fill="production" size="tag">
                Production
              </Chip>
            </p>
            <p className="mt-1 flex flex-wrap items-center gap-x-3.5 gap-y-1 text-ink-2">
              <GlyphWord shape="circle-check" tone="rescued">
                Rescued
              </GlyphWord>
              <span className="text-section">
                <Money amount="89.00" currency="USD" />
              </span>
              MIT rebill, 3 days to rescue
              <NoteChip>Partly refunded</NoteChip>
            </p>
          </div>
          <div className="flex gap-2">
            <Button variant="quiet">Ask FlexCharge now</Button>
            <Button icon={<Undo2 />}>Refund…</Button>
          </div>
        </div>
      </header>
      <Tabs
        label="Views"
        tabs={[
          { href: "#all", label: "All", count: 17, isCurrent: true },
          { href: "#ours", label: "Ours to solve", count: 3 },
          { href: "#live", label: "Live", count: 12 },
        ]}
      />
      <StatBand>
        <StatTile
          label="Recovered, net"
          value="195,945.92"
          unit="USD"
          sub="After refunds, chargebacks"
          formula="Approved − refunded − charged back, Los Angeles time, as of 14:32."
        />
        <StatTile
          label="Rescue rate, resolved only"
          value="31.3%"
          sub="2,483 of 7,927 resolved"
          provisional="78% mature"
        />
        <StatTile label="Send rate" value="–" sub="no orders yet" />
      </StatBand>
      <div className="grid grid-cols-[minmax(0,1fr)_320px] gap-10 phone:grid-cols-1">
        <Timeline
          label="Story of the order"
          events={[
            {
              id: "1",
              date: "Nov 6",
              time: "09:14:02",
              shape: "circle-x",
              tone: "lost",
              title: "Declined by the processor",
              detail: (
                <>
                  Insufficient funds, code 51. Rebill 4 of subscription{" "}
                  <Link href="#sub" className="font-mono text-code">
                    sub_8812
                  </Link>
                  .
                </>
              ),
            },
            {
              id: "2",
              date: "Nov 6",
              time: "09:14:03",
              shape: "dot",
              title: "Copy transmitted",
              aside: "activates nothing",
            },
            {
              id: "3",
              date: "Nov 6",
              time: "09:14:05",
              shape: "circle-half",
              tone: "open",
              title: "FlexCharge answered SUBMITTED",
              detail: "Retries until Nov 27, 09:14.",
            },
            {
              id: "4",
              date: "Nov 9",
              time: "06:31:17",
              shape: "circle-check",
              tone: "rescued",
              title: "Notice order.completed: approved, 89.00 USD",
              detail: "Signature verified, 38 ms.",
            },
          ]}
        />
        <div className="flex flex-col gap-6">
          <Section title="Money">
            <Facts
              look="sum"
              facts={[
                { key: "Approved", value: <Money amount="89.00" /> },
                { key: "Refunded", value: <Money amount="-20.00" /> },
                { key: "Can be refunded", value: <Money amount="69.00" currency="USD" isStrong /> },
              ]}
            />
          </Section>
          <Section title="Ids">
            <Facts
              facts={[
                {
                  key: "Session key",
                  value: <IdText id="7d0c1b7e-52d4-4f0b-9a55-0e6f4f0d9b11" name="session key" />,
                },
                { key: "Ours", value: <IdText id="ord_01KA2F8M3X" /> },
                {
                  key: "Declined",
                  value: <Timestamp at="2026-11-06T17:14:02Z" zone="America/Los_Angeles" hasSeconds />,
                },
              ]}
            />
          </Section>
        </div>
      </div>
    </>
  );
}
