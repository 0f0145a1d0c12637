"use client";
import { useRouter } from "next/navigation";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Inspector } from "#components/ui/inspector.tsx";
import { Link } from "#components/ui/link.tsx";
import { CodeBlock } from "#components/ui/snippet.tsx";
import { bodyText } from "#components/webhooks/headers-text.ts";
import type { CallDetail } from "#lib/calls/queries/get-call.ts";
import type { CallPartLeftOut } from "#lib/terms.ts";
import { LEFT_OUT_WORDS, missedWords, statusLook, statusWords } from "./call-words.ts";
import { curlText } from "./curl-text.ts";

/** One call beside the log: what was asked, what was answered, and the shell's words to ask it again. */
export function CallPane({
  call,
  gateway,
  reader,
  closeHref,
}: {
  call: CallDetail;
  /** The gateway's public address. */
  gateway: string;
  reader: Reader;
  closeHref: string;
}) {
  const router = useRouter();
  const order = call.externalOrderId;
  return (
    <Inspector
      width={404}
      label={`Call ${call.method} ${call.path}`}
      title={
        <span className="font-mono text-code font-semibold break-all">
          {call.method} {call.path}
        </span>
      }
      sentence={
        <>
          <IdText id={call.requestId} name="request id" />
          {order && " for "}
          {order && call.orderId ? (
            <Link href={`/${call.environment}/m/${call.merchantId}/orders/${call.orderId}`}>{order}</Link>
          ) : (
            order
          )}
        </>
      }
      isOpen
      onClose={() => router.replace(closeHref, { scroll: false })}
    >
      <div className="flex flex-col gap-5">
        <div className="flex flex-wrap items-start justify-between gap-2">
          <div>
            <GlyphWord {...statusLook(call.status)} className="font-medium">
              {call.status} {statusWords(call.status)}
            </GlyphWord>
            {call.reason && <p className="mt-0.5 font-mono text-code text-ink-2">{call.reason}</p>}
            {call.missed > 0 && <p className="mt-0.5 text-meta text-attn">{missedWords(call.missed)}.</p>}
          </div>
          <CopyButton value={curlText({ ...call, gateway })}>Copy as curl</CopyButton>
        </div>
        <Facts
          facts={[
            { key: "Answered", value: when(call.at.toISOString(), reader.zone, reader.now, "second") },
            { key: "Took", value: `${call.ms.toLocaleString("en-US")} ms` },
            { key: "API key", value: call.keyName ?? "A key of the partner's" },
            ...(call.query
              ? [{ key: "Query", value: <span className="font-mono text-code break-all">{call.query}</span> }]
              : []),
          ]}
        />
        {call.isMasked && (
          <p className="text-meta text-ink-3">Your role does not see customers, so their data is masked.</p>
        )}
        <Part title="Request" text={call.request} leftOut={call.requestLeftOut} />
        <Part title="Answer" text={call.answer} leftOut={call.answerLeftOut} />
      </div>
    </Inspector>
  );
}

function Part({
  title,
  text,
  leftOut,
}: {
  title: string;
  text: string | null;
  leftOut: CallPartLeftOut | null;
}) {
  const shown = text === null ? null : bodyText(text);
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-meta text-ink-2">{title}, redacted</h3>
        {shown !== null && <CopyButton value={shown} label={`Copy ${title.toLowerCase()}`} />}
      </div>
      {shown === null ? (
        <p className="text-ink-2">{leftOut ? LEFT_OUT_WORDS[leftOut] : "Nothing was sent in it."}</p>
      ) : (
        <CodeBlock
          code={shown}
          label={title}
          maxHeight={360}
          className="[&_pre]:whitespace-pre-wrap [&_pre]:break-words"
        />
      )}
    </section>
  );
}
