import type { Reader } from "#components/switching/cell-words.ts";
import { clockTime, when } from "#components/switching/when.ts";
import { Link } from "#components/ui/link.tsx";
import { Timeline, type TimelineEvent } from "#components/ui/timeline.tsx";
import type { Attempt, Order } from "#lib/orders/queries.ts";
import type { OrderEvent } from "#lib/orders/schema.ts";
import type { OrderTransmit } from "#lib/transmits/queries/list-order-transmits.ts";
import { AttemptTrace } from "./attempt-trace.tsx";
import { copyWords } from "./copy-words.ts";
import { type EventWords, eventWords } from "./event-words.tsx";
import { Payload } from "./payload.tsx";
import { type OrderWebhooks, type WebhookLine, webhookLines } from "./webhook-lines.ts";

/**
 * The order's story, oldest first: decline, decision with its trace, call, answer, outcome. Attempts are headed
 * only when there are several.
 */
export function OrderTimeline({
  order,
  attempts,
  events,
  copies,
  webhooks,
  webhooksBase,
  reader,
}: {
  order: Order;
  attempts: readonly Attempt[];
  events: readonly OrderEvent[];
  /** Copies that were transmitted of this order's transactions. */
  copies: readonly OrderTransmit[];
  webhooks: OrderWebhooks;
  /** Of the workspace's webhook pages; null where the role does not open them. */
  webhooksBase: string | null;
  reader: Reader;
}) {
  const told = webhookLines(webhooks, order.merchantId, webhooksBase, reader);
  const numbers = [...new Set(attempts.map((attempt) => attempt.number))];
  return (
    <div className="flex flex-col gap-6">
      {numbers.map((number) => {
        const attempt = attempts.find((one) => one.number === number);
        // What no attempt claims belongs to the latest: it must not fall out of the story.
        const isOwn = (claimed: number) =>
          claimed === number || (number === numbers.at(-1) && !numbers.includes(claimed));
        const own = collapsed(events.filter((event) => isOwn(event.data.attempt)));
        const lines = [
          ...own.map((line) => lineOf(line, { order, attempt, reader })),
          ...copies.filter((copy) => isOwn(copy.attempt)).map((copy) => copyLine(copy, reader)),
          ...told.filter(({ iso }) => number === attemptAt(attempts, iso)).map(linked),
        ].sort((a, b) => (a.iso ?? "").localeCompare(b.iso ?? ""));
        return (
          <section key={number} aria-label={`Attempt ${number}`}>
            {numbers.length > 1 && <h2 className="mb-2.5 text-section">Attempt {number}</h2>}
            <Timeline label={`What happened on attempt ${number}`} events={lines} />
          </section>
        );
      })}
    </div>
  );
}

/** Webhooks name no attempt: they belong to the one that was under way when they came. */
function attemptAt(attempts: readonly Attempt[], iso: string | undefined): number | undefined {
  const begun = attempts.filter(({ begunAt }) => begunAt.toISOString() <= (iso ?? ""));
  return (begun.at(-1) ?? attempts[0])?.number;
}

function linked({ href, ...line }: WebhookLine): TimelineEvent {
  if (!href) return line;
  return {
    ...line,
    title: (
      <Link href={href} look="plain">
        {line.title}
      </Link>
    ),
  };
}

function copyLine(copy: OrderTransmit, { zone, now }: Reader): TimelineEvent {
  const iso = copy.receivedAt.toISOString();
  const { shape, tone, title, aside, detail } = copyWords(copy);
  return {
    ...{ id: copy.id, iso, shape, tone, title, aside, detail },
    date: when(iso, zone, now, "day"),
    time: clockTime(iso, zone, "second"),
  };
}

type Around = { order: Order; attempt: Attempt | undefined; reader: Reader };

/** `asked`: who asked for it, where that is told in the same line. */
type Line = { event: OrderEvent; times: number; asked?: string };

function lineOf({ event, times, asked }: Line, around: Around): TimelineEvent {
  const { zone, now } = around.reader;
  const words = eventWords(event, around.order, around.reader);
  return {
    id: event.id,
    iso: event.at,
    date: when(event.at, zone, now, "day"),
    time: clockTime(event.at, zone, "second"),
    shape: words.shape,
    tone: words.tone,
    title: words.title,
    aside: times > 1 ? `${times} times` : words.aside,
    detail: asked ? `${asked} ${words.detail ?? ""}`.trim() : words.detail,
    children: inside(words, around),
  };
}

function inside({ opens }: EventWords, { attempt, reader }: Around) {
  if (!opens || !attempt) return undefined;
  if (opens === "trace") return <AttemptTrace attempt={attempt} reader={reader} />;
  return <Payload request={attempt.request} answer={attempt.answer} />;
}

/** A repeat of the same event in a row is one line, "3 times"; a refund that was settled at once is one as well. */
function collapsed(events: readonly OrderEvent[]): Line[] {
  const lines: Line[] = [];
  for (const event of events) {
    const last = lines.at(-1);
    const asked = last?.event;
    const isItsEnd =
      asked?.type === "refund.requested" &&
      event.type === "refund.settled" &&
      asked.data.refundId === event.data.refundId;
    if (last && isItsEnd) {
      const { byName, reason } = asked.data;
      last.asked = reason ? `Requested by ${byName}: “${reason}”.` : `Requested by ${byName}.`;
      last.event = event;
    } else if (last && event.type === "evaluate.repeated" && last.event.type === event.type) last.times += 1;
    else lines.push({ event, times: 1 });
  }
  return lines;
}
