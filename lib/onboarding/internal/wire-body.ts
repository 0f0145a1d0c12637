import type { BankNumbers } from "#lib/credentials/seal-bank-numbers.ts";
import type { ApplicationDetails } from "../schema.ts";

type Body = Record<string, unknown>;

/** An application as FlexCharge's create call takes it (API sheet §2.12). */
export function wireBody(details: ApplicationDetails, bank: BankNumbers): Body {
  const { sites = [] } = details;
  return withoutEmpty({
    LegalEntityName: details.legalName,
    Dba: details.dba,
    TaxId: details.taxId,
    Type: details.companyType,
    Descriptor: details.descriptor,
    Website: sites[0]?.url,
    PrimaryContact: {
      FirstName: details.firstName,
      LastName: details.lastName,
      Email: details.email,
      Phone: details.phone,
    },
    CustomerSupportInformation: {
      SupportName: details.supportName,
      SupportEmail: details.supportEmail,
      SupportPhone: details.supportPhone,
      SupportLink: details.supportLink,
    },
    BankAccountInformation: {
      BankName: details.bankName,
      AccountType: details.accountType,
      AccountNumber: bank.accountNumber,
      RoutingNumber: bank.routingNumber,
    },
    Address: {
      AddressLine1: details.addressLine1,
      AddressLine2: details.addressLine2,
      City: details.city,
      StateCode: details.state,
      Zipcode: details.zip,
      CountryCode: details.country?.toUpperCase(),
    },
    Sites: sites.map(({ name, url, descriptor }) =>
      withoutEmpty({ Name: name, Url: url, Descriptor: descriptor }),
    ),
  });
}

/** Only what FlexCharge named: it refuses a change of anything else after the submission. */
export function askedBody(body: Body, wireNames: readonly string[]): Body {
  const asked = new Set(wireNames.map((name) => name.split(".")[0]!.toLowerCase()));
  return Object.fromEntries(Object.entries(body).filter(([name]) => asked.has(name.toLowerCase())));
}

function withoutEmpty(body: Body): Body {
  const filled = Object.entries(body).map(([name, value]): [string, unknown] => [
    name,
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? withoutEmpty(value as Body)
      : value,
  ]);
  return Object.fromEntries(
    filled.filter(([, value]) => value !== undefined && value !== "" && !isBare(value)),
  );
}

function isBare(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
