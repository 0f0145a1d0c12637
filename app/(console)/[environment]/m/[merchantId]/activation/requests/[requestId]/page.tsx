import type { Metadata } from "next";
import { Suspense } from "react";
import { environmentOf, gate, orNotFound, visit } from "#app/_doors/gate.ts";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { Page } from "#components/shell/page.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { ChangeDiff } from "#components/switching/change-diff.tsx";
import { DryRunTable } from "#components/switching/dry-run-table.tsx";
import { GateList } from "#components/switching/gate-list.tsx";
import { RequestHistory } from "#components/switching/request-history.tsx";
import {
  causeWords,
  changeWords,
  isOpenRequest,
  REQUEST_STATES,
} from "#components/switching/request-words.ts";
import { lasted, when } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { Banner } from "#components/ui/banner.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { Section } from "#components/ui/section.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { wallClock } from "#components/webhooks/moment-in-zone.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { dryRunChange } from "#lib/switching/queries/dry-run-change.ts";
import { type ChangeRequestRow, getChangeRequest } from "#lib/switching/queries/list-change-requests.ts";
import { getMatrix } from "#lib/switching/queries.ts";
import { CHANNELS } from "#lib/terms.ts";
import { MatrixCells } from "../../_parts/matrix-cells.ts";
import { RequestDeeds } from "../_parts/request-deeds.tsx";
import { requestDiff } from "../_parts/request-diff.ts";

export const metadata: Metadata = { title: "Change request" };

type Props = { params: Promise<{ environment: string; merchantId: string; requestId: string }> };

/** One request: what changes, what the week would have been, what holds it, what became of it; and the deeds. */
export default async function ChangeRequestPage({ params }: Props) {
  const { environment: segment, merchantId, requestId } = await params;
  const environment = environmentOf(segment);
  const scope = await gate({ permission: "switches.read", merchantId });
  const [request, matrix, { user }] = await Promise.all([
    orNotFound(getChangeRequest(scope, merchantId, requestId)),
    orNotFound(getMatrix(scope, merchantId)),
    visit(),
  ]);
  const now = scope.clock.now();
  const reader = { zone: matrix.merchant.timezone, now: now.toISOString() };
  const cells = new MatrixCells(matrix);
  const isOpen = isOpenRequest(request.state);
  const { shape, tone, word } = REQUEST_STATES[request.state];
  const channels = CHANNELS.filter((channel) =>
    request.items.some((item) => item.channel === channel && item.after !== "off"),
  );
  const diff = requestDiff(cells, request);
  const waitsFor = request.scheduledFor?.toISOString();
  const mayApprove = scope.permissions.has("switches.approve");
  const isAuthor = request.requestedBy.id === user.id;
  return (
    <Page>
      <PageHead
        above={
          <Link
            href={`/${environment}/m/${merchantId}/activation/requests`}
            look="plain"
            className="text-ink-2"
          >
            Change requests
          </Link>
        }
        title={changeWords(request)}
        tag={<EnvironmentTag environment={environment} />}
        sentence={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <GlyphWord shape={shape} tone={tone}>
              {word}
              {request.state === "scheduled" && waitsFor && ` for ${when(waitsFor, reader.zone, reader.now)}`}
            </GlyphWord>
            <span>
              {matrix.merchant.name}. Asked by {request.requestedBy.name}{" "}
              {lasted(now.getTime() - request.requestedAt.getTime())} ago, on v
              {request.baseVersion.toLocaleString("en-US")}. Times in {reader.zone.replaceAll("_", " ")}.
            </span>
          </span>
        }
        actions={
          <RequestDeeds
            merchantId={merchantId}
            merchantName={matrix.merchant.name}
            requestId={requestId}
            state={request.state}
            items={request.items}
            diff={diff}
            version={matrix.merchant.switchVersion}
            reader={reader}
            schedule={{
              zone: reader.zone,
              ...(request.scheduledFor && request.scheduledFor > now
                ? { initial: wallClock(request.scheduledFor, reader.zone) }
                : {}),
            }}
            openGates={request.open}
            may={{ approve: mayApprove && !isAuthor, reject: mayApprove, cancel: mayApprove || isAuthor }}
          />
        }
      />
      {request.state === "in_review" && isAuthor && (
        <Banner title="You asked for this.">Somebody else approves it; an admin of the partner can.</Banner>
      )}
      {request.cause && (
        <Banner tone={request.state === "failed" ? "danger" : "attn"} title={`${word}.`}>
          {causeWords(request.cause, reader)}
        </Banner>
      )}
      <div className="grid items-start gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-6">
          <Section title="What changes">
            <ChangeDiff rows={diff} />
            <p className="mt-2.5 text-ink-2">
              “{request.reason}”
              {waitsFor && isOpen && ` To take effect on ${when(waitsFor, reader.zone, reader.now)}.`}
              {!waitsFor && request.state === "in_review" && " To take effect at once when approved."}
            </p>
          </Section>
          {isOpen && (
            <Section title="Dry run, now">
              <Suspense
                fallback={<SkeletonRows rows={3} rowHeight={40} label="Deciding a week of orders again" />}
              >
                <FreshDryRun {...{ scope, request, reader }} />
              </Suspense>
            </Section>
          )}
          <Section title="Dry run, when it was asked for">
            {request.dryRun ? (
              <DryRunTable dryRun={request.dryRun} reader={reader} />
            ) : (
              <p className="border-t border-line-2 py-2.5 text-ink-2">
                {request.state === "in_review"
                  ? "It is being made; it is here within seconds."
                  : "It was decided before one was made."}
              </p>
            )}
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {isOpen &&
            channels.map((channel) => (
              <GateList
                key={channel}
                title={`Gates, ${CHANNEL_NAMES[channel]}`}
                gates={cells.gates(channel, "production")}
                reader={reader}
              />
            ))}
          <RequestHistory request={request} reader={reader} />
        </div>
      </div>
    </Page>
  );
}

async function FreshDryRun({
  scope,
  request,
  reader,
}: {
  scope: Scope;
  request: ChangeRequestRow;
  reader: Reader;
}) {
  const cells = request.items.map(({ scope, id, channel, after: mode }) => ({ scope, id, channel, mode }));
  const dryRun = await dryRunChange(scope, { merchantId: request.merchantId, cells });
  return <DryRunTable dryRun={dryRun} reader={reader} />;
}
