"use client";
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { ApplicationView } from "#lib/onboarding/queries/get-application.ts";
import type { Website } from "#lib/onboarding/schema.ts";
import type { useApplication } from "./use-application.ts";

const NEW: Website = { name: "", url: "", descriptor: "" };

/** Each website with its address and descriptor; they become sites when the application is converted. */
export function WebsiteFields({
  application,
  board,
}: {
  application: ApplicationView;
  board: ReturnType<typeof useApplication>;
}) {
  const kept = application.details.sites ?? [];
  if (!application.open.includes("sites")) {
    const facts = kept.map(({ name, url, descriptor }) => ({ key: name, value: url, aside: descriptor }));
    return facts.length > 0 ? (
      <Facts keyWidth={168} facts={facts} />
    ) : (
      <p className="text-ink-3">No website</p>
    );
  }
  const typed = board.typed.sites as Website[] | undefined;
  const sites = typed ?? (kept.length > 0 ? kept : [NEW]);
  // Lines have no id of their own: their place is all that tells them apart.
  const lines = sites.map((site, at) => ({ site, at, line: `line ${at + 1}` }));
  const put = (at: number, change: Partial<Website>) =>
    board.type(
      "sites",
      sites.map((site, index) => (index === at ? { ...site, ...change } : site)),
    );
  const problem = (at: number, field: string) => board.problems[`sites.${at}.${field}`];
  return (
    <div className="flex max-w-190 flex-col gap-3">
      {lines.map(({ site, at, line }) => (
        <fieldset key={line} className="grid items-start gap-3 md:grid-cols-[1fr_1.4fr_1fr_auto]">
          <legend className="sr-only">Website {at + 1}</legend>
          <TextField
            label="Name"
            value={site.name}
            error={problem(at, "name")}
            onChange={(name) => put(at, { name })}
            onBlur={() => void board.flush()}
          />
          <TextField
            label="Web address"
            value={site.url}
            error={problem(at, "url")}
            placeholder="https://shop.example"
            onChange={(url) => put(at, { url })}
            onBlur={() => void board.flush()}
          />
          <TextField
            label="Own descriptor"
            labelAside={<span className="text-meta text-ink-3">optional</span>}
            value={site.descriptor}
            error={problem(at, "descriptor")}
            onChange={(descriptor) => put(at, { descriptor })}
            onBlur={() => void board.flush()}
          />
          <span className="md:pt-6">
            <IconButton
              label={`Remove website ${at + 1}`}
              onPress={() =>
                board.type(
                  "sites",
                  sites.filter((_site, index) => index !== at),
                )
              }
            >
              <X />
            </IconButton>
          </span>
        </fieldset>
      ))}
      <div>
        <Button size="row" icon={<Plus />} onPress={() => board.type("sites", [...sites, NEW])}>
          Add website
        </Button>
      </div>
    </div>
  );
}
