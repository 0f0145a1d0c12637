import { Link } from "#components/ui/link.tsx";
import { Section } from "#components/ui/section.tsx";

/** The sandbox's hosted test checkout of each site: SenseJS and tokenizing in a browser, as a shopper's would. */
export function CheckoutList({
  sites,
}: {
  sites: readonly { id: string; label: string; url: string | null }[];
}) {
  if (sites.length === 0) return null;
  return (
    <Section title="Hosted test checkouts" aside="They tokenize in the browser">
      <ul className="divide-y divide-line border-y border-line">
        {sites.map(({ id, label, url }) => (
          <li key={id} className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 py-1.5">
            <span>{label}</span>
            {url ? (
              <Link href={url} target="_blank" rel="noreferrer" aria-label={`Open checkout of ${label}`}>
                Open checkout
              </Link>
            ) : (
              <span className="text-ink-3">It has no FlexCharge site id in the sandbox yet</span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
