import { Banner } from "#components/ui/banner.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import type { Permission } from "#lib/access/schema.ts";
import type { Need } from "#lib/checklist/rules.ts";
import { needSign, needWords } from "./merchant-words.ts";

/** What the next step takes; without it the line still tells what is wrong. */
const OPENS: Record<string, Permission> = {
  "/developers/credentials": "credentials.read",
  "/activation": "switches.read",
  "/edit": "merchants.write",
  "/sites/new": "sites.write",
  "/orders?view=late-approvals&period=all": "orders.read",
  "/orders?status=unknown&period=all": "orders.read",
  "/developers/transmits": "orders.read",
};

/** The merchant's own attention lines, worst first. */
export function NeedLines({
  needs,
  root,
  permissions,
}: {
  needs: readonly Need[];
  root: string;
  permissions: ReadonlySet<Permission>;
}) {
  return (
    <div className="flex flex-col gap-2">
      {needs.map((need) => {
        const words = needWords(need);
        const sign = needSign(need);
        const opens = OPENS[words.path];
        return (
          <Banner
            key={`${need.code}/${need.environment ?? ""}`}
            tone={need.isAlarm ? "danger" : "attn"}
            icon={<Glyph shape={sign.shape} />}
            title={`${words.what}.`}
            action={
              opens &&
              permissions.has(opens) && (
                <ButtonLink size="row" href={`${root}${words.path}`}>
                  {words.act}
                </ButtonLink>
              )
            }
          >
            {words.why}.
          </Banner>
        );
      })}
    </div>
  );
}
