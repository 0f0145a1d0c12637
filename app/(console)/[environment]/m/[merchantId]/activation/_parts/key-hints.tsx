import { Kbd } from "#components/ui/kbd.tsx";

const HINTS: { keys: string[]; does: string }[] = [
  { keys: ["↑", "↓", "←", "→"], does: "move" },
  { keys: ["↵"], does: "open" },
  { keys: ["X"], does: "select" },
  { keys: ["0", "1", "2", "I"], does: "set mode" },
];

export function KeyHints() {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 pt-2.5 text-meta text-ink-2 touch:hidden">
      {HINTS.map((hint) => (
        <li key={hint.does} className="flex items-center gap-1">
          {hint.keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
          <span className="ml-0.5">{hint.does}</span>
        </li>
      ))}
    </ul>
  );
}
