"use client";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";
import { cx } from "./cx.ts";
import { Menu } from "./menu.tsx";

export type SnippetVariant = { id: string; label: string; code: string };

const STORED = "snippet-language";

/** Code on sunken ground. Several variants bring a language menu, remembered in this browser. Scrolls inside itself. */
export function Snippet({
  variants,
  label = "Code",
  aside,
  maxHeight,
}: {
  variants: readonly SnippetVariant[];
  label?: string;
  /** Left of the buttons: a live listener, a hint. */
  aside?: ReactNode;
  maxHeight?: number;
}) {
  const [chosen, setChosen] = useState(variants[0]?.id);
  useEffect(() => {
    const stored = localStorage.getItem(STORED);
    if (stored) setChosen(stored);
  }, []);
  const current = variants.find((variant) => variant.id === chosen) ?? variants[0];
  if (!current) return null;
  const choose = (id: string) => {
    setChosen(id);
    localStorage.setItem(STORED, id);
  };
  return (
    <div>
      <CodeBlock code={current.code} label={label} maxHeight={maxHeight} />
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 text-meta text-ink-2">{aside}</div>
        <CopyButton value={current.code}>Copy</CopyButton>
        {variants.length > 1 && (
          <Menu
            label="Language"
            trigger={
              <Button size="row" trailing={<ChevronDown aria-hidden="true" />}>
                {current.label}
              </Button>
            }
            groups={[
              {
                id: "languages",
                entries: variants.map((variant) => ({
                  id: variant.id,
                  label: variant.label,
                  isChosen: variant.id === current.id,
                  onAction: () => choose(variant.id),
                })),
              },
            ]}
          />
        )}
      </div>
    </div>
  );
}

/** The block alone: a payload, an answer. Focusable, so that it scrolls by keyboard. */
export function CodeBlock({
  code,
  label = "Code",
  maxHeight,
  className,
}: {
  code: string;
  label?: string;
  maxHeight?: number;
  className?: string;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      style={{ maxHeight }}
      className={cx("overflow-auto rounded-control border border-line bg-sunken px-3 py-2.5", className)}
    >
      <pre className="font-mono text-code">
        <code>{coloured(code)}</code>
      </pre>
    </section>
  );
}

/** Strings in accent, JSON keys grey: enough to read a payload by, no grammar needed. */
function coloured(code: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of code.matchAll(/'[^']*'|"(?:[^"\\\n]|\\.)*"/g)) {
    parts.push(code.slice(end, found.index));
    end = found.index + found[0].length;
    const isKey = /^\s*:/.test(code.slice(end));
    parts.push(
      <span key={found.index} className={isKey ? "text-ink-3" : "text-accent"}>
        {found[0]}
      </span>,
    );
  }
  return [...parts, code.slice(end)];
}
