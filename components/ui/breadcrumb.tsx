import { Link } from "./link.tsx";

/** The way back above a title; the last part is where one is and carries the list's filters in words. */
export function Breadcrumb({ parts }: { parts: readonly { label: string; href?: string }[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className="flex flex-wrap text-meta text-ink-2">
        {parts.map((part, index) => (
          <li key={part.label}>
            {index > 0 && (
              <span aria-hidden="true" className="px-1 text-ink-3">
                /
              </span>
            )}
            {part.href ? <Link href={part.href}>{part.label}</Link> : part.label}
          </li>
        ))}
      </ol>
    </nav>
  );
}
