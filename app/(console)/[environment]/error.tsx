"use client";
import { PageFailure } from "#components/shell/page-failure.tsx";

export default function ConsoleError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return <PageFailure digest={error.digest} retry={retry} />;
}
