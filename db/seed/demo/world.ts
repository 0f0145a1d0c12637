import type { CampaignKind, Channel, Integration, MitMode, Mode, Role, SwitchScope } from "#lib/terms.ts";

/** The demo world of Northgate as data: who is there, what they sell, what is switched on. */

export type DemoPerson = {
  email: string;
  name: string;
  role: Role;
  merchant?: string;
  hasSecondFactor?: true;
};

export type DemoSwitch = {
  scope: SwitchScope;
  /** A site's or campaign's name; absent for the merchant. */
  at?: string;
  channel: Channel;
  mode: Mode;
  by: string;
  daysAgo: number;
  reason: string;
};

export type DemoMerchant = {
  name: string;
  integration: Integration;
  observed?: boolean;
  timezone: string;
  currency: string;
  mitMode: MitMode;
  owner: string;
  /** `ready`: both environments verified, account linked, MIT enabled. `started`: only the first steps are done. */
  setup: "ready" | "started";
  orderPrefix: string;
  ordersPerDay: number;
  sites: {
    name: string;
    hosts: string[];
    descriptors: string[];
    campaigns: { externalId: string; name: string; kind: CampaignKind }[];
  }[];
  switches: DemoSwitch[];
};

export const PARTNER = { name: "Northgate", timezone: "America/New_York" } as const;

export const PEOPLE: DemoPerson[] = [
  { email: "daniel.okafor@northgate.example", name: "Daniel Okafor", role: "admin" },
  { email: "priya.nair@northgate.example", name: "Priya Nair", role: "operator" },
  { email: "mei.tanaka@northgate.example", name: "Mei Tanaka", role: "operator" },
  { email: "jonas.weber@northgate.example", name: "Jonas Weber", role: "finance" },
  { email: "ana.lima@northgate.example", name: "Ana Lima", role: "viewer" },
  { email: "ruth.adeyemi@northgate.example", name: "Ruth Adeyemi", role: "viewer", hasSecondFactor: true },
  { email: "helen.cho@lumenlabs.example", name: "Helen Cho", role: "merchant_admin", merchant: "Lumen Labs" },
  {
    email: "sam.ortiz@lumenlabs.example",
    name: "Sam Ortiz",
    role: "merchant_support",
    merchant: "Lumen Labs",
  },
  {
    email: "noor.haddad@lumenlabs.example",
    name: "Noor Haddad",
    role: "merchant_developer",
    merchant: "Lumen Labs",
  },
  {
    email: "tom.reyes@lumenlabs.example",
    name: "Tom Reyes",
    role: "merchant_viewer",
    merchant: "Lumen Labs",
  },
  {
    email: "greta.lind@harborpine.example",
    name: "Greta Lind",
    role: "merchant_admin",
    merchant: "Harbor & Pine",
  },
];

/** Who changes what in the demo. */
export const DANIEL = "Daniel Okafor";
export const PRIYA = "Priya Nair";
export const MEI = "Mei Tanaka";
