"use client";
import { Logo } from "#components/shell/logo.tsx";
import { PageFailure } from "#components/shell/page-failure.tsx";

/** When even the shell could not be read, for example while the database is away. */
export default function RootError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <main className="mx-auto max-w-160">
      <div className="px-8 pt-8 phone:px-4">
        <Logo />
      </div>
      <PageFailure digest={error.digest} retry={retry} />
    </main>
  );
}
