"use client";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CodeBlock } from "#components/ui/snippet.tsx";

/** What went out and what came back, opened in place. Card data was never kept; tokens are left out here. */
export function Payload({ request, answer }: { request: string | null; answer: string | null }) {
  const [isOpen, setOpen] = useState(false);
  if (request === null && answer === null) return null;
  const words = request && answer ? "Request and answer" : request ? "Request" : "Answer";
  return (
    <div>
      <Button
        size="row"
        variant="quiet"
        aria-expanded={isOpen}
        onPress={() => setOpen(!isOpen)}
        className="-ml-2.5 text-accent!"
      >
        {words}
      </Button>
      {isOpen && (
        <div className="mt-1 flex flex-col gap-3">
          {request !== null && <Part title="Request" text={redacted(request)} curl />}
          {answer !== null && <Part title="Answer" text={redacted(answer)} />}
        </div>
      )}
    </div>
  );
}

function Part({ title, text, curl = false }: { title: string; text: string; curl?: boolean }) {
  return (
    <div>
      <div className="mb-1 flex items-center gap-2">
        <span className="flex-1 text-meta text-ink-2">{title}, redacted</span>
        <CopyButton value={text} variant="quiet">
          Copy
        </CopyButton>
        {curl && (
          <CopyButton value={asCurl(text)} variant="quiet">
            Copy as curl
          </CopyButton>
        )}
      </div>
      <CodeBlock code={text} label={title} maxHeight={360} />
    </div>
  );
}

const SECRET = /token|secret|cvv|cardnumber|authorization/i;

/** Indented JSON without tokens and secrets; text that is no JSON as it is. */
export function redacted(payload: string): string {
  try {
    // A number may be a card's as well; `Token: true` says only what the next field is.
    const hide = (key: string, value: unknown) =>
      (typeof value === "string" || typeof value === "number") && SECRET.test(key) ? "•••" : value;
    return JSON.stringify(JSON.parse(payload), hide, 2);
  } catch {
    return payload;
  }
}

function asCurl(body: string): string {
  return [
    "curl $FLEXCHARGE_URL/v1/evaluate \\",
    '  -H "authorization: Bearer $TOKEN" -H "content-type: application/json" \\',
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join("\n");
}
