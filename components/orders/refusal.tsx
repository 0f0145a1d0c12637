import { Fragment, type ReactNode } from "react";
import { Facts } from "#components/ui/facts.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Reason } from "#lib/terms.ts";
import { REFUSALS, type RefusalFacts } from "./refusal-texts.ts";

/** Why an order was not sent: sentence, why, what to do, who can; the code in mono beneath. */
export function Refusal({
  reason,
  facts,
  action,
}: {
  reason: Reason;
  facts: RefusalFacts;
  /** A link to the page where it is mended. */
  action?: ReactNode;
}) {
  const text = REFUSALS[reason];
  return (
    <Panel tone="sunken">
      <h2 className="text-section">{text.sentence(facts)}</h2>
      <p className="mt-1 max-w-160 text-ink-2">{text.why(facts)}</p>
      <div className="mt-3 -mb-2 border-t border-line-2">
        <Facts
          look="ruled"
          keyWidth={128}
          facts={[
            { key: "What to do", value: text.todo(facts), aside: action },
            { key: "Who can change it", value: text.who(facts) },
            { key: "Code", value: <Code reason={reason} /> },
          ]}
        />
      </div>
    </Panel>
  );
}

/** May break after an underscore, nowhere else. */
function Code({ reason }: { reason: Reason }) {
  const parts = reason.split(/(?<=_)/);
  return (
    <code className="text-code">
      {parts.map((part) => (
        <Fragment key={part}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
