import { Banner } from "#components/ui/banner.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import type { Permission } from "#lib/access/schema.ts";
import type { AttentionLine } from "./attention-lines.ts";

/** The merchant's own attention lines, worst first. */
export function AttentionBanners({
  lines,
  permissions,
}: {
  lines: readonly AttentionLine[];
  permissions: ReadonlySet<Permission>;
}) {
  return (
    <div className="flex flex-col gap-2">
      {lines.map((line) => (
        <Banner
          key={line.key}
          tone={line.isAlarm ? "danger" : "attn"}
          icon={<Glyph shape={line.sign.shape} />}
          title={`${line.what}.`}
          action={
            line.opens &&
            permissions.has(line.opens) && (
              <ButtonLink size="row" href={line.href}>
                {line.act}
              </ButtonLink>
            )
          }
        >
          {line.why}.
        </Banner>
      ))}
    </div>
  );
}
