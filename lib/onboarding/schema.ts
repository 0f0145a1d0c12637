import { z } from "zod";
import { ENVIRONMENTS } from "#lib/terms.ts";

export const SECTIONS = ["business", "people", "processing", "websites", "documents"] as const;
export type Section = (typeof SECTIONS)[number];

const text = (most: number) => z.string("Text is needed").trim().max(most, `At most ${most} characters`);
/** An empty field is none: in a draft anything may still be missing. */
const orEmpty = <Schema extends z.ZodType<string>>(schema: Schema) =>
  z.union([z.literal(""), z.string().trim().length(0), schema]);
const email = text(254).pipe(z.email("An e-mail address, for example hana@shop.example"));
const phone = text(30).regex(
  /^\+?[0-9 ().-]{7,}$/,
  "A phone number with its country, for example +1 555 0100",
);
const link = text(300).refine(isWebAddress, "A web address, for example https://shop.example");

function isWebAddress(address: string): boolean {
  const url = URL.parse(address.includes("://") ? address : `https://${address}`);
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname.includes(".");
}

/** The check digit of an ABA number: weights 3, 7, 1. */
export function isRoutingNumber(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * [3, 7, 1][at % 3]!, 0);
  return sum % 10 === 0;
}

export const ACCOUNT_TYPES = ["checking", "savings"] as const;

/** Every field that is a text, as it may be typed. Source: API sheet §2.12, create body. */
const textSchemas = {
  legalName: text(200),
  dba: text(120),
  taxId: text(20).regex(/^[A-Za-z0-9][A-Za-z0-9 -]{4,}$/, "Letters and digits, for example 12-3456789"),
  companyType: text(60),
  addressLine1: text(120),
  addressLine2: text(120),
  city: text(80),
  state: text(60),
  zip: text(12),
  country: text(2).regex(/^[A-Za-z]{2}$/, "A country in two letters, for example US"),
  firstName: text(80),
  lastName: text(80),
  email,
  phone,
  descriptor: text(25).regex(
    /^[\x20-\x7e]*$/,
    "What a card statement can print: letters, digits, * and dots",
  ),
  supportName: text(80),
  supportEmail: email,
  supportPhone: phone,
  supportLink: link,
  bankName: text(120),
  accountType: z.enum(ACCOUNT_TYPES, "Checking or savings"),
  accountNumber: text(17).regex(/^\d{4,17}$/, "4 to 17 digits"),
  routingNumber: text(9).refine(isRoutingNumber, "The nine digits of the bank's ABA number"),
} satisfies Record<string, z.ZodType<string>>;

export type TextField = keyof typeof textSchemas;
export type Field = TextField | "sites" | "documents";
export const TEXT_FIELDS = Object.keys(textSchemas) as TextField[];
/** Sealed; people see the account's last four. */
export const SEALED_FIELDS = ["accountNumber", "routingNumber"] as const;
export type SealedField = (typeof SEALED_FIELDS)[number];

const website = z.object({
  name: text(120).min(1, "A name is needed"),
  url: link,
  descriptor: text(25).default(""),
});
export type Website = z.output<typeof website>;

export type ApplicationDetails = Partial<Record<Exclude<TextField, SealedField>, string>> & {
  sites?: Website[];
  /** Which of the bank's numbers are kept, sealed, beside these details. */
  sealed?: SealedField[];
};

const fieldSchemas: Record<Exclude<Field, "documents">, z.ZodType> = {
  ...(Object.fromEntries(
    Object.entries(textSchemas).map(([name, schema]) => [name, orEmpty(schema)]),
  ) as unknown as Record<TextField, z.ZodType>),
  sites: z.array(website).max(100, "At most 100 websites"),
};

/** What was given, field by field: what may be kept, and one sentence for each that may not. Unknown fields are wrong. */
export function readFields(given: Record<string, unknown>): {
  values: Partial<Record<TextField, string>> & { sites?: Website[] };
  problems: Record<string, string>;
} {
  const values: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const schema = Object.hasOwn(fieldSchemas, name) ? fieldSchemas[name as TextField] : undefined;
    const parsed = schema?.safeParse(value);
    if (parsed?.success) values[name] = typeof parsed.data === "string" ? parsed.data.trim() : parsed.data;
    else if (!parsed) problems[name] = "There is no such field";
    else for (const issue of parsed.error.issues) problems[nameOf(name, issue)] ??= sentenceOf(issue);
  }
  return { values, problems };
}

const nameOf = (name: string, issue: z.core.$ZodIssue) => [name, ...issue.path].join(".");

/** Of a union that took neither "empty" nor the field itself, only the field's own complaint helps. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_union") return issue.message;
  const own = issue.errors.at(-1)?.[0];
  return own ? sentenceOf(own) : "Not a value for this field";
}

export const DOCUMENT_TYPES = ["BusinessLicense", "ID", "ProofOfAddress", "BankStatement", "Other"] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];
export const DOCUMENT_BYTES_MAX = 10 * 1024 * 1024;
export const DOCUMENTS_MAX = 20;

const environment = z.enum(ENVIRONMENTS);
export const createApplicationInput = z.object({ merchantId: z.string().min(1), environment });
export const applicationInput = z.object({ merchantId: z.string().min(1), applicationId: z.string().min(1) });
export const editApplicationInput = applicationInput.extend({
  /** The version that was looked at: after somebody else's edit it is refused. */
  version: z.number().int().positive(),
  values: z.record(z.string().max(60), z.unknown()),
});
export const addDocumentInput = applicationInput.extend({
  type: z.enum(DOCUMENT_TYPES, "Say what kind of document it is"),
  fileName: z.string().trim().min(1).max(200),
  description: text(200).optional(),
  content: z.instanceof(Uint8Array),
});
export const deleteDocumentInput = applicationInput.extend({ documentId: z.string().min(1) });

/** What FlexCharge asks for, as we keep it. `fields` are FlexCharge's names; `key` tells one request from the next. */
export type InfoRequest = {
  message: string;
  fields: string[];
  key: string;
  at: string;
  answeredAt: string | null;
};

/** A person's explicit word: an account is opened in the merchant's name. */
export const convertApplicationInput = applicationInput.extend({ confirmed: z.literal(true) });

/** Accounts of the partner's at FlexCharge, each for a merchant of ours. */
export const linkMerchantsInput = z.object({
  environment,
  links: z
    .array(
      z.object({
        mid: z.string().trim().toLowerCase().min(1).max(64),
        merchantId: z.string().min(1).max(64),
        /** True puts out every earlier key of the account, when a new one is made. */
        overwriteKeys: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(200),
});

/** What a page says of a file beside its bytes. */
export const documentQuery = addDocumentInput.omit({ merchantId: true, content: true });

/** The columns of an import of merchants and sites, in the template's order. A row is a merchant with one of its sites, or alone. */
export const IMPORT_COLUMNS = [
  "merchant",
  "merchant_id",
  "integration",
  "currency",
  "timezone",
  "mit_mode",
  "activation_policy",
  "site",
  "hosts",
  "descriptors",
  "sandbox_site_id",
  "production_site_id",
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];
export const IMPORT_BYTES_MAX = 10 * 1024 * 1024;
export const IMPORT_ROWS_MAX = 20_000;

/** What a row would change: column to what stands and what the file says; of a broken row column to what is wrong. */
export type ImportDiff = Partial<Record<ImportColumn, { before: string | null; after: string }>>;
export type ImportErrors = Partial<Record<ImportColumn, string>>;

export const importInput = z.object({ importId: z.string().min(1) });
export const beginImportInput = z.object({ fileName: z.string().trim().min(1).max(200) });
