import { Facts } from "#components/ui/facts.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import type { SiteView } from "#lib/sites/schema.ts";

/** A site for those who only read it. */
export function SiteFacts({ site }: { site: SiteView }) {
  const none = <span className="text-ink-3">Not set</span>;
  return (
    <div className="max-w-150">
      <Facts
        look="ruled"
        keyWidth={180}
        facts={[
          { key: "Hosts", value: site.hosts.join(", ") || none },
          {
            key: "Descriptors",
            value: site.descriptors.length ? (
              <span className="font-mono text-code">{site.descriptors.join(", ")}</span>
            ) : (
              none
            ),
          },
          {
            key: "FlexCharge id, Sandbox",
            value: site.sandboxSiteId ? <IdText id={site.sandboxSiteId} name="site id" /> : none,
          },
          {
            key: "FlexCharge id, Production",
            value: site.productionSiteId ? <IdText id={site.productionSiteId} name="site id" /> : none,
          },
          { key: "Answer within", value: `${site.evaluateDeadlineMs / 1000} seconds` },
        ]}
      />
    </div>
  );
}
