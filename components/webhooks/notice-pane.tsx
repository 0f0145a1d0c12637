"use client";
import { useRouter } from "next/navigation";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { Facts } from "#components/ui/facts.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Inspector } from "#components/ui/inspector.tsx";
import { Link } from "#components/ui/link.tsx";
import type { NoticeDetail } from "#lib/notices/queries/get-notice.ts";
import { causeWords, FATE_WORDS } from "./fate-words.ts";
import { WireText } from "./wire-text.tsx";

export type NoticeView = Omit<NoticeDetail, "contentHash">;

/** One notice beside its list: fate and cause in words, times, and what came over the wire. */
export function NoticePane({
  notice,
  reader,
  closeHref,
}: {
  notice: NoticeView;
  reader: Reader;
  closeHref: string;
}) {
  const router = useRouter();
  const { shape, tone, word } = FATE_WORDS[notice.state];
  const time = (at: Date) => when(at.toISOString(), reader.zone, reader.now, "second");
  const order = notice.externalOrderId;
  return (
    <Inspector
      width={404}
      label={`Notice ${notice.event ?? "not readable"}`}
      title={<span className="font-mono text-code font-semibold">{notice.event ?? "not readable"}</span>}
      sentence={
        <>
          <IdText id={notice.id} name="notice id" />
          {order && " for "}
          {order && notice.orderId ? (
            <Link href={`/${notice.environment}/m/${notice.merchantId}/orders/${notice.orderId}`}>
              {order}
            </Link>
          ) : (
            order
          )}
        </>
      }
      isOpen
      onClose={() => router.replace(closeHref, { scroll: false })}
    >
      <div className="flex flex-col gap-5">
        <div>
          <GlyphWord shape={shape} tone={tone} className="font-medium">
            {word}
          </GlyphWord>
          <p className="mt-0.5 text-ink-2">{causeWords(notice)}.</p>
          {notice.cause && <p className="mt-0.5 font-mono text-code text-ink-3">{notice.cause}</p>}
        </div>
        <Facts
          facts={[
            { key: "Received", value: time(notice.receivedAt) },
            { key: "Read", value: notice.processedAt ? time(notice.processedAt) : "Not yet" },
            ...(notice.processAt ? [{ key: "Next try", value: time(notice.processAt) }] : []),
            ...(notice.tries > 1 ? [{ key: "Tries", value: notice.tries }] : []),
            { key: "Verified by", value: `Webhook key, version ${notice.keyVersion}` },
            { key: "Said at", value: notice.timeStamp ?? "–" },
            {
              key: "FlexCharge id",
              value: notice.flexchargeOrderId ? <IdText id={notice.flexchargeOrderId} /> : "–",
            },
            ...(notice.resent ? [{ key: "Repeat", value: "FlexCharge marked it as sent again" }] : []),
          ]}
        />
        <WireText title="What came" body={notice.body} headers={notice.headers} />
      </div>
    </Inspector>
  );
}
