import { Page } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHead } from "#components/ui/page-head.tsx";

export default function NotFoundHere() {
  return (
    <Page>
      <title>Not found · Switchboard</title>
      <PageHead title="Not found" />
      <EmptyState
        title="There is no such record here"
        sentence="It may have been archived, belong to the other environment, or never have existed."
        actions={<ButtonLink href="/">Go to the start</ButtonLink>}
      />
    </Page>
  );
}
