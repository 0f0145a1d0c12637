"use client";
import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Failure } from "#components/ui/failure.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Page } from "./page.tsx";

/** A page that could not be read: the address, and with it every filter, is kept. The digest finds the log line. */
export function PageFailure({ digest, retry }: { digest?: string; retry: () => void }) {
  const [isPending, startTransition] = useTransition();
  return (
    <Page>
      <PageHead title="This page could not be read" />
      <Failure
        title="Something in the console failed"
        cause="Nothing was changed."
        kept="Your filters are kept in the address."
        requestId={digest}
        retry={
          <Button isPending={isPending} onPress={() => startTransition(retry)}>
            Try again
          </Button>
        }
      />
    </Page>
  );
}
