import type { ActivationPolicy, ApplicationState } from "#lib/terms.ts";
import {
  type ApplicationDetails,
  type Field,
  type InfoRequest,
  SEALED_FIELDS,
  type Section,
  TEXT_FIELDS,
} from "./schema.ts";

/**
 * Which state may follow which (product.md §5, API sheet §2.12). `submitted → draft`: FlexCharge refused the submission.
 * A converted and a cancelled application never move again.
 */
const JUMPS: Record<ApplicationState, readonly ApplicationState[]> = {
  draft: ["submitted", "cancelled"],
  submitted: ["draft", "in_review", "info_requested", "approved", "declined", "cancelled", "converted"],
  in_review: ["info_requested", "approved", "declined", "cancelled", "converted"],
  info_requested: ["submitted", "in_review", "approved", "declined", "cancelled", "converted"],
  approved: ["converted", "cancelled"],
  declined: ["cancelled"],
  cancelled: [],
  converted: [],
};

export function mayMove(from: ApplicationState, to: ApplicationState): boolean {
  return JUMPS[from].includes(to);
}

/** FlexCharge closes an application from these only. */
export function mayCancel(state: ApplicationState): boolean {
  return state === "draft" || state === "submitted" || state === "approved" || state === "declined";
}

/** Another may be opened beside it. */
export function isClosed(state: ApplicationState): boolean {
  return state === "declined" || state === "cancelled";
}

/** FlexCharge's word for a state (already in capitals without underscores), ours; null for one that nobody knows. */
export function stateOfWord(word: string): ApplicationState | null {
  const states: Record<string, ApplicationState> = {
    DRAFT: "draft",
    SUBMITTED: "submitted",
    INREVIEW: "in_review",
    APPROVED: "approved",
    DECLINED: "declined",
    CANCELLED: "cancelled",
    CANCELED: "cancelled",
    CONVERTED: "converted",
  };
  return states[word.toUpperCase().replace(/[^A-Z]/g, "")] ?? null;
}

/** FlexCharge's top-level name of each field: that is how it asks for more. */
const WIRE_GROUPS: Record<string, readonly Field[]> = {
  legalentityname: ["legalName"],
  dba: ["dba"],
  taxid: ["taxId"],
  type: ["companyType"],
  descriptor: ["descriptor"],
  primarycontact: ["firstName", "lastName", "email", "phone"],
  customersupportinformation: ["supportName", "supportEmail", "supportPhone", "supportLink"],
  customersupportinfo: ["supportName", "supportEmail", "supportPhone", "supportLink"],
  bankaccountinformation: ["bankName", "accountType", "accountNumber", "routingNumber"],
  address: ["addressLine1", "addressLine2", "city", "state", "zip", "country"],
  website: ["sites"],
  sites: ["sites"],
  documents: ["documents"],
};

/** Our fields for what FlexCharge named; what it names in words of its own is answered with a document. */
export function askedFields(wireNames: readonly string[]): Field[] {
  const asked = wireNames.flatMap((name): readonly Field[] => {
    return WIRE_GROUPS[name.split(".")[0]!.toLowerCase()] ?? ["documents"];
  });
  return [...new Set<Field>(asked.length > 0 ? asked : ["documents"])];
}

/** The fields that may be edited now. */
export function openFields(state: ApplicationState, request: InfoRequest | null): readonly Field[] {
  if (state === "draft") return [...TEXT_FIELDS, "sites", "documents"];
  if (state === "info_requested" && request) return askedFields(request.fields);
  return [];
}

export const SECTION_OF: Record<Field, Section> = {
  legalName: "business",
  dba: "business",
  taxId: "business",
  companyType: "business",
  addressLine1: "business",
  addressLine2: "business",
  city: "business",
  state: "business",
  zip: "business",
  country: "business",
  firstName: "people",
  lastName: "people",
  email: "people",
  phone: "people",
  descriptor: "processing",
  supportName: "processing",
  supportEmail: "processing",
  supportPhone: "processing",
  supportLink: "processing",
  bankName: "processing",
  accountType: "processing",
  accountNumber: "processing",
  routingNumber: "processing",
  sites: "websites",
  documents: "documents",
};

const OPTIONAL: readonly Field[] = [
  "companyType",
  "addressLine2",
  "state",
  "country",
  "supportName",
  "supportLink",
  "bankName",
  "accountType",
  "documents",
];
export const isRequired = (field: Field) => !OPTIONAL.includes(field);

/** What FlexCharge would refuse a submission without. */
export function missingFields(details: ApplicationDetails): Field[] {
  const fields = (Object.keys(SECTION_OF) as Field[]).filter(isRequired);
  return fields.filter((field) => {
    if (field === "documents") return false;
    if (field === "sites") return (details.sites ?? []).length === 0;
    const sealed = SEALED_FIELDS.find((one) => one === field);
    return sealed ? !details.sealed?.includes(sealed) : !details[field as keyof ApplicationDetails];
  });
}

/** Staff submit; under `merchant_self` the merchant's own administrator may, too (product.md §5). */
export function maySubmit(
  permissions: ReadonlySet<string>,
  isStaff: boolean,
  policy: ActivationPolicy,
): boolean {
  if (isStaff) return permissions.has("merchants.write");
  return permissions.has("applications.write") && policy === "merchant_self";
}

/** Who has to act, why, and what they do next. `owner` null: nothing is open. */
export type Block = { owner: "partner" | "merchant" | "flexcharge" | null; cause: string; next: string };

export function blockOf(application: {
  state: ApplicationState | null;
  missing: number;
  cause: string | null;
  /** FlexCharge has confirmed that it has it. */
  isThere: boolean;
  request: InfoRequest | null;
  hasCredentials: boolean;
}): Block {
  const { state, missing, cause, request } = application;
  switch (state) {
    case null:
      return {
        owner: "partner",
        cause: "No application yet",
        next: "Start the application, or link an account",
      };
    case "draft":
      if (cause) return { owner: "partner", cause, next: "Correct it and submit again" };
      return missing > 0
        ? { owner: "merchant", cause: fieldsMissing(missing), next: "Complete the application" }
        : { owner: "partner", cause: "Complete, not submitted", next: "Submit the application" };
    case "submitted":
      if (!application.isThere)
        return {
          owner: cause ? "partner" : "flexcharge",
          cause: cause ?? "On its way to FlexCharge",
          next: "Nothing: it is sent again by itself",
        };
      return { owner: "flexcharge", cause: cause ?? "Waits for underwriting", next: "Wait for FlexCharge" };
    case "in_review":
      return { owner: "flexcharge", cause: cause ?? "In review", next: "Wait for FlexCharge" };
    case "info_requested":
      return {
        owner: "merchant",
        cause: request ? `FlexCharge asks: ${request.message}` : "FlexCharge asks for more",
        next: "Answer what is asked",
      };
    case "approved":
      return {
        owner: "partner",
        cause: cause ?? "Approved, not converted",
        next: "Convert it to an account",
      };
    case "declined":
      return {
        owner: "partner",
        cause: cause ?? "Declined by FlexCharge",
        next: "Read the reason, start anew",
      };
    case "cancelled":
      return { owner: "partner", cause: "Cancelled", next: "Start a new application, or link an account" };
    case "converted":
      return application.hasCredentials
        ? { owner: null, cause: "Converted", next: "Nothing" }
        : { owner: "partner", cause: "Converted, without credentials", next: "Create or enter its keys" };
  }
}

const fieldsMissing = (count: number) => (count === 1 ? "1 field is missing" : `${count} fields are missing`);
