import type { Block } from "#lib/onboarding/rules.ts";
import type { DocumentType, Field, Section } from "#lib/onboarding/schema.ts";
import type { ApplicationState } from "#lib/terms.ts";

export const APPLICATION_STATE_NAMES: Record<ApplicationState, string> = {
  draft: "Draft",
  submitted: "Submitted",
  in_review: "In review",
  info_requested: "Information requested",
  approved: "Approved",
  declined: "Declined",
  cancelled: "Cancelled",
  converted: "Converted",
};

export const SECTION_NAMES: Record<Section, string> = {
  business: "Business",
  people: "People",
  processing: "Processing",
  websites: "Websites",
  documents: "Documents",
};

export const FIELD_NAMES: Record<Field, string> = {
  legalName: "Legal name",
  dba: "Doing business as",
  taxId: "Tax id",
  companyType: "Type of company",
  addressLine1: "Address",
  addressLine2: "Address, second line",
  city: "City",
  state: "State",
  zip: "Zip code",
  country: "Country",
  firstName: "First name",
  lastName: "Last name",
  email: "E-mail",
  phone: "Phone",
  descriptor: "Descriptor",
  supportName: "Support name",
  supportEmail: "Support e-mail",
  supportPhone: "Support phone",
  supportLink: "Support page",
  bankName: "Bank",
  accountType: "Type of account",
  accountNumber: "Account number",
  routingNumber: "Routing number",
  sites: "Websites",
  documents: "Documents",
};

export const DOCUMENT_TYPE_NAMES: Record<DocumentType, string> = {
  BusinessLicense: "Business license",
  ID: "Identity document",
  ProofOfAddress: "Proof of address",
  BankStatement: "Bank statement",
  Other: "Other",
};

/** Who has to act: to staff the merchant is a name, to the merchant it is "you". */
export function ownerName(
  owner: Block["owner"],
  reader: { isStaff: boolean; partner: string; merchant: string },
): string {
  if (owner === null) return "Nobody";
  if (owner === "flexcharge") return "FlexCharge";
  if (owner === "partner") return reader.isStaff ? "Us" : reader.partner;
  return reader.isStaff ? reader.merchant : "You";
}

/** One line of the application's history; null for what is no news to a reader. */
export function eventWords(type: string, data: Record<string, unknown>): string | null {
  const file = typeof data.fileName === "string" ? data.fileName : "A document";
  if (type.startsWith("state.")) {
    const state = type.slice("state.".length) as ApplicationState;
    return APPLICATION_STATE_NAMES[state] ?? null;
  }
  switch (type) {
    case "created":
      return "Draft begun";
    case "document_added":
      return `${file} added`;
    case "document_deleted":
      return `${file} removed`;
    case "document_uploaded":
      return `FlexCharge has ${file}`;
    case "answered":
      return "Answered, sent to FlexCharge";
    case "refused":
      return `FlexCharge refused: ${String(data.cause ?? "")}`;
    case "keys_created":
      return "Keys created and sealed";
    case "status_ignored":
      return `FlexCharge said ${String(data.status ?? "")} out of turn; nothing moved`;
    default:
      return null;
  }
}

/** A refusal of the application's verbs, as a sentence. */
export function applicationRefusal(refusal: { reason: string }): string {
  const told = refusal as { reason: string; cause?: string; missing?: Field[]; state?: ApplicationState };
  switch (told.reason) {
    case "MISSING_FIELDS": {
      const names = (told.missing ?? []).map((field) => FIELD_NAMES[field].toLowerCase());
      return `Still missing: ${new Intl.ListFormat("en").format(names)}.`;
    }
    case "STAFF_SUBMITS":
      return "Your partner submits the application. It is told that yours is complete.";
    case "WRONG_STATE":
      return `The application is ${told.state ? APPLICATION_STATE_NAMES[told.state].toLowerCase() : "elsewhere"} now.`;
    case "NOT_ASKED":
      return "FlexCharge did not ask for this; it stays as it was submitted.";
    case "NO_PARTNER_ACCOUNT":
      return "The partner's own FlexCharge account is not verified in this environment. Enter its credentials first.";
    case "FLEXCHARGE_REFUSED":
      return `FlexCharge refused: ${told.cause}`;
    case "NOT_CERTAIN":
      return `${told.cause} It is asked again by itself; nothing is done twice.`;
    case "APPLICATION_EXISTS":
      return "Somebody has begun one meanwhile.";
    case "ARCHIVED":
      return "The merchant was archived meanwhile.";
    case "UNKNOWN_DOCUMENT":
      return "This document was removed meanwhile.";
    case "DOCUMENT_TYPE":
      return "FlexCharge takes PDF, JPEG, PNG, XLS, CSV and DOC, and the content must be what the name says.";
    case "DOCUMENT_TOO_LARGE":
      return "A document has at most 10 MB.";
    case "DOCUMENT_EMPTY":
      return "The file is empty.";
    case "TOO_MANY_DOCUMENTS":
      return "There are 20 documents already. Remove one first.";
    default:
      return "Nothing was changed.";
  }
}
