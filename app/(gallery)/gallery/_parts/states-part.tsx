import { Eye } from "lucide-react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Failure } from "#components/ui/failure.tsx";
import { NoPermission } from "#components/ui/no-permission.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { CodeBlock, Snippet } from "#components/ui/snippet.tsx";
import { Sample } from "./sample.tsx";

const curl = `curl -X POST https://gateway.northgate.example/v1/transmit \\
  -H "Authorization: Bearer $TOKEN" \\
  -d '{"orderId":"TEST-1001","isDeclined":false}'`;

export function StatesPart() {
  return (
    <>
      <Sample title="Empty, new: the next action, filled in">
        <EmptyState
          title="No orders yet on club.lumenlabs.example"
          sentence="Send one test order and it appears here within 2 seconds."
          actions={
            <>
              <Button variant="primary" size="row">
                Open test checkout
              </Button>
              <CopyButton value="curl">Copy curl</CopyButton>
            </>
          }
        >
          <CodeBlock code="curl https://gateway.northgate.example/v1/evaluate …" />
        </EmptyState>
      </Sample>
      <div className="grid grid-cols-2 gap-5 phone:grid-cols-1">
        <Sample title="Empty, filtered">
          <EmptyState
            title="No order matches 3 filters"
            sentence="Nearest: 12 without “Channel: MIT”."
            actions={<Button size="row">Clear filters</Button>}
          />
        </Sample>
        <Sample title="No permission">
          <NoPermission
            title="Viewers cannot refund"
            whoCan="Finance, operators and admins can."
            ask={<Button size="row">Ask Daniel</Button>}
          />
        </Sample>
      </div>
      <Sample title="Error: cause, what was kept, request id">
        <Failure
          title="The report could not be read"
          cause="The database did not answer in 5 s."
          kept="Your filters are kept."
          requestId="req_01KA9D2V7N"
          retry={<Button size="row">Try again</Button>}
        />
      </Sample>
      <Sample title="Skeleton: the final geometry, still with reduced motion">
        <SkeletonRows rows={3} />
      </Sample>
      <Sample title="Banners: stopped, open, seen through other eyes">
        <div className="flex flex-col gap-2">
          <Banner
            tone="danger"
            title="MIT is stopped on pro.lumenlabs.example"
            action={<Button size="row">Switch on again…</Button>}
          >
            since Nov 19, 22:14 by Daniel Okafor: “Duplicate rebills reported”. 14 orders, 812.40 USD are
            still followed.
          </Banner>
          <Banner tone="attn" title="A late approval needs a decision.">
            7 hours left to accept or refund.
          </Banner>
          <Banner
            icon={<Eye />}
            title="You see what Lumen Labs sees."
            action={<Button size="row">Stop</Button>}
          >
            Read-only, ends in 52 min.
          </Banner>
        </div>
      </Sample>
      <Sample title="Code: language remembered, copy confirms by word">
        <Snippet
          label="Transmit request"
          aside="Sandbox ids are filled in."
          variants={[
            { id: "curl", label: "curl", code: curl },
            { id: "json", label: "JSON", code: '{\n  "orderId": "TEST-1001",\n  "isDeclined": false\n}' },
          ]}
        />
      </Sample>
    </>
  );
}
