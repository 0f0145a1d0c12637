"use client";
import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FormTrouble } from "#components/shell/form-trouble.tsx";
import { useAction } from "#components/shell/use-action.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { clockTime, lasted, when } from "#components/switching/when.ts";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Facts } from "#components/ui/facts.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Inspector } from "#components/ui/inspector.tsx";
import { Link } from "#components/ui/link.tsx";
import { CodeBlock } from "#components/ui/snippet.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { DeliveryAttempt, DeliveryDetail } from "#lib/webhooks/queries/get-delivery.ts";
import { ATTEMPTS_MAX } from "#lib/webhooks/rules.ts";
import { KEPT_ANSWER_BYTES } from "#lib/webhooks/schema.ts";
import { refusalWords } from "./refusal-words.ts";
import { attemptWords } from "./result-words.ts";
import type { WebhookActions } from "./webhook-actions.ts";
import { WireText } from "./wire-text.tsx";

/** One delivery beside its list: every attempt, what was sent, what came back, how it was signed. */
export function DeliveryPane({
  delivery,
  reader,
  closeHref,
  resend,
}: {
  delivery: DeliveryDetail;
  reader: Reader;
  closeHref: string;
  /** Null where the role may only read. */
  resend: WebhookActions["resend"] | null;
}) {
  const router = useRouter();
  const [chosen, setChosen] = useState(0);
  const deed = useAction(resend ?? notAllowed, refusalWords);
  const attempt = delivery.tried[Math.min(chosen, delivery.tried.length - 1)];
  const order = delivery.externalOrderId;
  const send = async () => {
    const done = await deed.run({ merchantId: delivery.merchantId, deliveryId: delivery.id });
    if (!done.ok) return;
    showToast(`${delivery.event} goes out again.`);
    setChosen(0);
    router.refresh();
  };
  return (
    <Inspector
      width={404}
      label={`Delivery of ${delivery.event}`}
      title={<span className="font-mono text-code font-semibold">{delivery.event}</span>}
      sentence={
        <>
          <IdText id={delivery.eventId} name="event id" />
          {order && " for "}
          {order && delivery.orderId ? (
            <Link
              href={`/${delivery.environment}/m/${delivery.merchantId}/orders/${delivery.orderId}`}
              className="whitespace-nowrap"
            >
              {order}
            </Link>
          ) : (
            order
          )}
        </>
      }
      actions={
        resend &&
        !delivery.isEndpointDeleted && (
          <Button icon={<RotateCcw />} onPress={send} isPending={deed.isPending}>
            Resend
          </Button>
        )
      }
      isOpen
      onClose={() => router.replace(closeHref, { scroll: false })}
    >
      <div className="flex flex-col gap-5">
        <FormTrouble trouble={deed.trouble} />
        <Attempts {...{ delivery, reader, chosen, setChosen }} />
        <WireText
          title="Request"
          body={delivery.body}
          headers={attempt?.requestHeaders ?? { "webhook-id": delivery.eventId }}
        />
        {attempt && <Answer attempt={attempt} />}
        {attempt && <Signed headers={attempt.requestHeaders} />}
        <Facts
          facts={[
            {
              key: "Sent to",
              value: <span className="font-mono text-code break-all">{attempt?.url ?? delivery.url}</span>,
            },
            ...(attempt?.address ? [{ key: "Address", value: attempt.address }] : []),
            { key: "Learned from", value: SOURCES[delivery.source] },
          ]}
        />
      </div>
    </Inspector>
  );
}

const SOURCES: Record<DeliveryDetail["source"], string> = {
  notice: "FlexCharge's notice",
  poll: "Polling: no notice had come",
  gateway: "FlexCharge's answer",
  person: "A person's deed in the console",
  test: "A test event",
};

const notAllowed: WebhookActions["resend"] = async () => ({ ok: false, reason: "NO_PERMISSION", roles: [] });

function Attempts({
  delivery,
  reader,
  chosen,
  setChosen,
}: {
  delivery: DeliveryDetail;
  reader: Reader;
  chosen: number;
  setChosen: (index: number) => void;
}) {
  return (
    <section aria-label="Attempts">
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <h3 className="text-meta text-ink-2">Attempts</h3>
        <p className="text-meta text-ink-3">{nextWords(delivery, reader)}</p>
      </div>
      {delivery.tried.length === 0 && <p className="text-ink-2">Nothing was sent yet.</p>}
      <ol className="divide-y divide-line border-y border-line">
        {delivery.tried.map((attempt, index) => {
          const { shape, tone, word, detail } = attemptWords(attempt);
          const iso = attempt.at.toISOString();
          return (
            <li key={attempt.number}>
              <button
                type="button"
                aria-pressed={index === chosen}
                onClick={() => setChosen(index)}
                className={cx(
                  "focus-inside grid min-h-9 w-full cursor-default grid-cols-[auto_minmax(0,1fr)_auto_auto] items-center gap-3 px-2 py-1 text-left hover:bg-hover touch:min-h-11",
                  index === chosen && "bg-sunken",
                )}
              >
                <GlyphWord shape={shape} tone={tone}>
                  {word}
                </GlyphWord>
                <span className="min-w-0 truncate text-ink-2" title={detail}>
                  {attempt.kind === "scheduled" ? detail : `${detail}, ${attempt.kind}`}
                </span>
                <span className="text-ink-2">{attempt.ms.toLocaleString("en-US")} ms</span>
                <time dateTime={iso} title={when(iso, reader.zone, reader.now, "second")}>
                  {attemptTime(iso, reader)}
                </time>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** The day only where it is another one than today. */
function attemptTime(iso: string, { zone, now }: Reader): string {
  const isToday = when(iso, zone, now, "day") === when(now, zone, now, "day");
  return isToday ? clockTime(iso, zone, "second") : when(iso, zone, now);
}

function nextWords(
  { state, nextAt, endpointState, attempts, tries, isEndpointDeleted }: DeliveryDetail,
  reader: Reader,
): string {
  if (isEndpointDeleted) return "the endpoint was deleted";
  if (state === "dead") return `given up after ${attempts}`;
  if (state === "delivered") return "delivered";
  if (endpointState !== "active") return `waits: the endpoint is ${endpointState}`;
  if (!nextAt) return "";
  const left = nextAt.getTime() - Date.parse(reader.now);
  const last = tries > 0 ? `, ${tries} of ${ATTEMPTS_MAX}` : "";
  return left <= 0 ? `next now${last}` : `next in ${lasted(left)}${last}`;
}

function Answer({ attempt }: { attempt: DeliveryAttempt }) {
  if (attempt.status === null) return null;
  const body = attempt.responseBody;
  return (
    <section aria-label="Response" className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3">
        <h3 className="text-meta text-ink-2">Response</h3>
        <p className="text-meta text-ink-3">first {KEPT_ANSWER_BYTES / 1024} KiB are kept</p>
      </div>
      {body ? (
        <CodeBlock
          code={body}
          label="Response body"
          maxHeight={200}
          className="[&_pre]:whitespace-pre-wrap [&_pre]:break-words"
        />
      ) : (
        <p className="text-ink-2">The answer had no body.</p>
      )}
    </section>
  );
}

function Signed({ headers }: { headers: Readonly<Record<string, string>> }) {
  const names = [
    { name: "webhook-id", key: "webhook-id" },
    { name: "webhook-signature", key: "signature" },
    { name: "x-fc-signature", key: "x-fc-signature" },
  ].filter(({ name }) => headers[name]);
  if (names.length === 0) return null;
  return (
    <section aria-label="Signed">
      <h3 className="mb-1 text-meta text-ink-2">Signed</h3>
      <Facts
        facts={names.map(({ name, key }) => ({
          key,
          value: <IdText id={headers[name] ?? ""} name={name} />,
        }))}
      />
    </section>
  );
}
