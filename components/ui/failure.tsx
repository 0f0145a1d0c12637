import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { Glyph } from "./glyph.tsx";
import { Panel } from "./panel.tsx";

/** Something could not be read or done: what, why, what was kept, the request id, and a way to try again. */
export function Failure({
  title,
  cause,
  kept,
  requestId,
  retry,
}: {
  title: string;
  cause: ReactNode;
  kept?: ReactNode;
  requestId?: string;
  /** A button or a link. */
  retry?: ReactNode;
}) {
  return (
    <Panel tone="danger">
      <div role="alert">
        <p className="flex items-center gap-1.75 font-medium">
          <Glyph shape="octagon-alert" tone="danger" />
          {title}
        </p>
        <p className="mt-0.5 text-ink-2">
          {cause} {kept}
        </p>
      </div>
      <div className="mt-3 flex min-h-7 flex-wrap items-center justify-between gap-2">
        <div className="flex gap-2">{retry}</div>
        {requestId && (
          <span className="inline-flex items-center gap-1 font-mono text-code text-ink-2">
            {requestId}
            <CopyButton value={requestId} label="Copy request id" />
          </span>
        )}
      </div>
    </Panel>
  );
}
