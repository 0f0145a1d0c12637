"use client";
import { useState } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { CodeBlock } from "#components/ui/snippet.tsx";
import { bodyText, headersText } from "./headers-text.ts";

/** What went over the wire, one half at a time: body or headers, each to copy. */
export function WireText({
  title,
  body,
  headers,
}: {
  title: string;
  body: string;
  headers: Readonly<Record<string, string>>;
}) {
  const [half, setHalf] = useState<"body" | "headers">("body");
  const text = half === "body" ? body : headersText(headers);
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-meta text-ink-2">{title}</h3>
        <span className="flex items-center gap-2">
          <CopyButton value={text} label={`Copy ${title.toLowerCase()} ${half}`} />
          <Segmented
            label={`${title}, what to show`}
            options={[
              { id: "body", label: "Body" },
              { id: "headers", label: "Headers" },
            ]}
            value={half}
            onChange={setHalf}
          />
        </span>
      </div>
      <CodeBlock
        code={half === "body" ? bodyText(body) : text}
        label={`${title} ${half}`}
        maxHeight={320}
        className="[&_pre]:whitespace-pre-wrap [&_pre]:break-words"
      />
    </section>
  );
}
