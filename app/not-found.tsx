import type { Metadata } from "next";
import { Logo } from "#components/shell/logo.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-140 flex-col gap-8 px-5 py-10">
      <Logo />
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is no such page"
        sentence="The address is not one of the console's, or its record is not yours to see."
        actions={<ButtonLink href="/">Go to the start</ButtonLink>}
      />
    </main>
  );
}
