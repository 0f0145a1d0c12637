import type { Reader } from "#components/switching/cell-words.ts";
import { clockTime, when } from "#components/switching/when.ts";
import type { TimelineEvent } from "#components/ui/timeline.tsx";
import { causeWords, FATE_WORDS } from "#components/webhooks/fate-words.ts";
import { deliveryWords } from "#components/webhooks/result-words.ts";
import type { OrderNotice } from "#lib/notices/queries/list-order-notices.ts";
import type { OrderDelivery } from "#lib/webhooks/queries/list-order-deliveries.ts";

/** What FlexCharge told us of the order, and what the merchant was told. */
export type OrderWebhooks = { notices: readonly OrderNotice[]; deliveries: readonly OrderDelivery[] };
/** A line of the story that leads to its own page; null where the role does not open it. */
export type WebhookLine = TimelineEvent & { href: string | null };

/**
 * One line for each thing that FlexCharge told ("received 3 times" where it repeated itself), and one for each
 * delivery to the merchant, as it stands now.
 * @param base of the workspace's webhook pages; null where the role does not open them
 */
export function webhookLines(
  { notices, deliveries }: OrderWebhooks,
  merchantId: string,
  base: string | null,
  { zone, now }: Reader,
): WebhookLine[] {
  const at = (moment: Date) => {
    const iso = moment.toISOString();
    return { iso, date: when(iso, zone, now, "day"), time: clockTime(iso, zone, "second") };
  };
  const heard = notices.flatMap((notice) => {
    if (notice.state === "duplicate" && notices.some((one) => isFirst(one, notice))) return [];
    const times = 1 + notices.filter((one) => one.state === "duplicate" && isFirst(notice, one)).length;
    const { shape, tone, word } = FATE_WORDS[notice.state];
    return [
      {
        ...at(notice.receivedAt),
        id: notice.id,
        shape: notice.state === "applied" ? ("dot" as const) : shape,
        tone: notice.state === "applied" ? undefined : tone,
        title: `FlexCharge told ${notice.event ?? "something unreadable"}`,
        aside: times > 1 ? `received ${times} times` : undefined,
        detail: notice.state === "applied" ? undefined : `${word}: ${lower(causeWords(notice))}.`,
        href: base && `${base}/in?period=all&open=${merchantId}.${notice.id}`,
      },
    ];
  });
  const told = deliveries.map((delivery) => {
    const { shape, tone, word, detail } = deliveryWords(delivery);
    const { attempts, state, event } = delivery;
    const isWell = state === "delivered";
    return {
      ...at(delivery.createdAt),
      id: delivery.id,
      shape: isWell ? ("dot" as const) : state === "dead" ? ("octagon-alert" as const) : shape,
      tone: isWell ? undefined : state === "dead" ? ("danger" as const) : tone,
      title: `Merchant told ${event}`,
      aside: isWell
        ? `answered ${word}${attempts > 1 ? `, attempt ${attempts}` : ""}`
        : state === "dead"
          ? `given up after ${attempts} attempts`
          : attempts === 0
            ? "waits to be sent"
            : `attempt ${attempts}: ${lower(detail)}`,
      detail: delivery.url,
      href: base && `${base}?period=all&open=${merchantId}.${delivery.id}`,
    };
  });
  return [...heard, ...told];
}

/** Whether `first` is what `repeat` repeats: the same event, earlier. */
function isFirst(first: OrderNotice, repeat: OrderNotice): boolean {
  return (
    first.id !== repeat.id &&
    first.state !== "duplicate" &&
    first.event === repeat.event &&
    first.receivedAt <= repeat.receivedAt
  );
}

const lower = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
