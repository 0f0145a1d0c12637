import { createMerchantInput } from "#lib/merchants/schema.ts";
import { normalizeHost } from "#lib/sites/rules.ts";
import { createSiteInput } from "#lib/sites/schema.ts";
import type { ImportColumn, ImportErrors } from "../schema.ts";

/** A row of the file, judged by itself. What the file leaves empty is absent: it stays as it is. */
export type ImportRow = {
  merchant: { name: string; id?: string } & Partial<MerchantFields>;
  site: ({ hosts: string[]; name?: string; descriptors?: string[] } & Partial<SiteIds>) | null;
};
type MerchantFields = Record<
  "integration" | "currency" | "timezone" | "mitMode" | "activationPolicy",
  string
>;
type SiteIds = Record<"sandboxSiteId" | "productionSiteId", string>;

/** Which column carries which field of the verbs' own inputs. */
export const MERCHANT_COLUMNS = {
  integration: "integration",
  currency: "currency",
  timezone: "timezone",
  mitMode: "mit_mode",
  activationPolicy: "activation_policy",
} as const satisfies Record<keyof MerchantFields, ImportColumn>;
const SITE_COLUMNS = {
  name: "site",
  sandboxSiteId: "sandbox_site_id",
  productionSiteId: "production_site_id",
} as const satisfies Record<string, ImportColumn>;

const MERCHANT = createMerchantInput.pick({
  name: true,
  integration: true,
  currency: true,
  timezone: true,
  mitMode: true,
  activationPolicy: true,
});
const SITE = createSiteInput.omit({ merchantId: true, evaluateDeadlineMs: true });

/** Several in one cell are parted by spaces, semicolons or bars; descriptors, which hold spaces, by the latter two. */
const listOf = (text: string, parting: RegExp) =>
  text
    .split(parting)
    .map((part) => part.trim())
    .filter(Boolean);

export function readRow(data: Record<string, string>): { row: ImportRow } | { errors: ImportErrors } {
  const errors: ImportErrors = {};
  const cell = (column: ImportColumn) => (data[column] ?? "").trim();
  const given = <Field extends string>(columns: Record<Field, ImportColumn>) =>
    Object.fromEntries(
      Object.entries<ImportColumn>(columns).flatMap(([field, column]) =>
        cell(column) === "" ? [] : [[field, cell(column)]],
      ),
    );

  const merchant = MERCHANT.partial()
    .required({ name: true })
    .safeParse({ name: cell("merchant"), ...given(MERCHANT_COLUMNS) });
  for (const issue of merchant.error?.issues ?? []) {
    const field = String(issue.path[0]);
    errors[MERCHANT_COLUMNS[field as keyof MerchantFields] ?? "merchant"] ??= choicesOf(issue);
  }

  const siteCells = ["site", "hosts", "descriptors", "sandbox_site_id", "production_site_id"] as const;
  const hasSite = siteCells.some((column) => cell(column) !== "");
  const hosts = listOf(cell("hosts"), /[\s;|]+/).map((host) => ({ host, normal: normalizeHost(host) }));
  if (hasSite && hosts.length === 0) errors.hosts = "A site is known by its host: give at least one";
  const wrong = hosts.find(({ normal }) => normal === null);
  if (wrong) errors.hosts = `${wrong.host.slice(0, 60)} is no web host`;
  const descriptors = listOf(cell("descriptors"), /[;|]+/);
  const site = SITE.partial().safeParse({
    ...given(SITE_COLUMNS),
    hosts: hosts.length > 0 ? [...new Set(hosts.map(({ normal }) => normal ?? ""))] : undefined,
    descriptors: descriptors.length > 0 ? descriptors : undefined,
  });
  for (const issue of site.error?.issues ?? []) {
    const field = String(issue.path[0]);
    errors[SITE_COLUMNS[field as keyof typeof SITE_COLUMNS] ?? (field as ImportColumn)] ??= issue.message;
  }
  if (Object.keys(errors).length > 0) return { errors };
  const id = cell("merchant_id");
  // Only what the file gives: the schemas would fill in what a new one starts with.
  const told = Object.keys(given(MERCHANT_COLUMNS)).map((field) => [
    field,
    merchant.data?.[field as keyof MerchantFields],
  ]);
  const sited = Object.keys({
    ...given(SITE_COLUMNS),
    hosts,
    ...(descriptors.length > 0 && { descriptors }),
  });
  return {
    row: {
      merchant: { name: merchant.data!.name, ...(id && { id }), ...Object.fromEntries(told) },
      site: hasSite
        ? (Object.fromEntries(
            sited.map((field) => [field, site.data?.[field as keyof typeof site.data]]),
          ) as ImportRow["site"])
        : null,
    },
  };
}

function choicesOf(issue: { code: string; message: string; values?: unknown }): string {
  return issue.code === "invalid_value" && Array.isArray(issue.values)
    ? `One of ${issue.values.join(", ")}`
    : issue.message;
}
