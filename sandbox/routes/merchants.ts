import type { Folded } from "../case-insensitive.ts";
import { objectAt, textAt } from "../case-insensitive.ts";
import { shortTimestamp } from "../clock.ts";
import type { Merchant } from "../merchants.ts";
import { findMerchant, listSites, reaches } from "../merchants.ts";
import type { Answer } from "../wire.ts";
import { notFound, ok } from "../wire.ts";
import type { MerchantCall } from "../wire-call.ts";
import type { World } from "../world.ts";

/** GET /v1/merchants (§2.10): an array for a partner, the bare object for a merchant's own token. */
export async function listMerchants(call: MerchantCall): Promise<Answer> {
  const { world, merchant } = call;
  if (!merchant.is_partner) return ok(await describeAccount(world, merchant));
  const query = new Map([...call.query].map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const like = `%${(query.get("query") ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const pageSize = Math.min(Math.max(1, Number(query.get("pagesize")) || 200), 200);
  const pageNumber = Math.max(1, Number(query.get("pagenumber")) || 1);
  const rows = await world.sql<Merchant[]>`
    select * from sandbox.merchants
    where world = ${world.name} and partner_mid = ${merchant.mid} and (name ilike ${like} or mid ilike ${like})
    order by created_on, mid limit ${pageSize} offset ${(pageNumber - 1) * pageSize}`;
  return ok(await Promise.all(rows.map((row) => describeAccount(world, row))));
}

/** GET /v1/merchants/{mid}. */
export async function readMerchant(call: MerchantCall): Promise<Answer> {
  const found = await findMerchant(call.world.sql, call.world, call.id);
  return found && reaches(call.merchant, found)
    ? ok(await describeAccount(call.world, found))
    : notFound("Merchant");
}

async function describeAccount(world: World, merchant: Merchant) {
  const profile = (merchant.profile ?? {}) as Folded;
  const [support, contact, bank] = [
    objectAt(profile, "CustomerSupportInformation"),
    objectAt(profile, "PrimaryContact"),
    objectAt(profile, "BankAccountInformation"),
  ];
  const sites = await listSites(world.sql, world, merchant.mid);
  const masked = (text: string | null) => text && `****${text.slice(-4)}`;
  return {
    accountId: merchant.client_id,
    mid: merchant.mid,
    companyName: merchant.name,
    legalEntityName: textAt(profile, "LegalEntityName") ?? merchant.name,
    dba: textAt(profile, "Dba") ?? merchant.name,
    type: "Limited Liability Company",
    website: sites.find(({ url }) => url)?.url ?? null,
    description: null,
    specialTerms: null,
    mcc: null,
    industry: null,
    status: 1,
    statusName: "ACTIVE",
    customerSupportInformation: {
      customerSupportName: textAt(support, "SupportName"),
      customerSupportEmail: textAt(support, "SupportEmail"),
      customerSupportPhone: textAt(support, "SupportPhone"),
      customerSupportLink: textAt(support, "SupportLink"),
    },
    createdOn: shortTimestamp(merchant.created_on),
    primaryContact: {
      firstName: textAt(contact, "FirstName"),
      lastName: textAt(contact, "LastName"),
      email: textAt(contact, "Email"),
      phone: textAt(contact, "Phone"),
    },
    developerContact: null,
    bankAccountInformation: {
      ddaType: textAt(bank, "AccountType"),
      maskedAccountNumber: masked(textAt(bank, "AccountNumber")),
      maskedRoutingNumber: masked(textAt(bank, "RoutingNumber")),
    },
    sites: sites.map(({ id, name, url, descriptor }) => ({ id, name, url, descriptor, isActive: true })),
    timezone: 0,
    language: "en",
    timezoneName: "UTC",
  };
}
