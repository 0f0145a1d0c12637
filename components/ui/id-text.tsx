import { CopyButton } from "./copy-button.tsx";

/** An id in mono, shortened in the middle when long, whole on copy. `name` is heard with the copy button. */
export function IdText({
  id,
  name = "id",
  isCopyable = true,
}: {
  id: string;
  name?: string;
  isCopyable?: boolean;
}) {
  const shown = id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-8)}` : id;
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      <span className="font-mono text-code" title={shown === id ? undefined : id}>
        {shown}
      </span>
      {isCopyable && <CopyButton value={id} label={`Copy ${name}`} />}
    </span>
  );
}
