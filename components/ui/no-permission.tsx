import type { ReactNode } from "react";
import { EmptyState } from "./empty-state.tsx";

/** "Viewers cannot refund": names the role, who can, and a person to ask. */
export function NoPermission({ title, whoCan, ask }: { title: string; whoCan: ReactNode; ask?: ReactNode }) {
  return <EmptyState title={title} sentence={whoCan} actions={ask} />;
}
