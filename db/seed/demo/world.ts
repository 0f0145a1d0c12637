import type { CampaignKind, Channel, Integration, MitMode, Mode, Role, SwitchScope } from "#lib/terms.ts";

/** The demo world of Northgate as data: who is there, what they sell, what is switched on. */

export type DemoPerson = { email: string; name: string; role: Role; merchant?: string };

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
  /** Declined ones; approvals stand around them (ledger-history.ts). */
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

const DANIEL = "Daniel Okafor";
const PRIYA = "Priya Nair";
const MEI = "Mei Tanaka";

export const MERCHANTS: DemoMerchant[] = [
  {
    name: "Lumen Labs",
    integration: "partner_backend",
    timezone: "America/New_York",
    currency: "USD",
    mitMode: "managed",
    owner: PRIYA,
    setup: "ready",
    orderPrefix: "LL",
    ordersPerDay: 44,
    sites: [
      {
        name: "shop.lumenlabs.example",
        hosts: ["shop.lumenlabs.example", "lumenlabs.example"],
        descriptors: ["LUMENLABS*SHOP", "LUMENLABS"],
        campaigns: [
          { externalId: "spring-glow", name: "Spring Glow trial", kind: "web" },
          { externalId: "holiday-bundle", name: "Holiday bundle", kind: "web" },
          { externalId: "phone-reorders", name: "Phone reorders", kind: "call_center" },
        ],
      },
      {
        name: "club.lumenlabs.example",
        hosts: ["club.lumenlabs.example"],
        descriptors: ["LUMENLABS*CLUB"],
        campaigns: [
          { externalId: "club-annual", name: "Club annual", kind: "web" },
          { externalId: "club-winback", name: "Club winback", kind: "call_center" },
        ],
      },
      {
        name: "pro.lumenlabs.example",
        hosts: ["pro.lumenlabs.example"],
        descriptors: ["LUMENLABS*PRO"],
        campaigns: [{ externalId: "pro-starter", name: "Pro starter kit", kind: "web" }],
      },
    ],
    switches: [
      {
        scope: "merchant",
        channel: "mit",
        mode: "production",
        by: DANIEL,
        daysAgo: 88,
        reason: "Rebills certified on all sites",
      },
      {
        scope: "site",
        at: "club.lumenlabs.example",
        channel: "cit_website",
        mode: "production",
        by: DANIEL,
        daysAgo: 84,
        reason: "Club checkout certified",
      },
      {
        scope: "campaign",
        at: "Club winback",
        channel: "cit_call_center",
        mode: "sandbox",
        by: PRIYA,
        daysAgo: 10,
        reason: "Agents start the script test",
      },
      {
        scope: "site",
        at: "shop.lumenlabs.example",
        channel: "cit_website",
        mode: "production",
        by: PRIYA,
        daysAgo: 86,
        reason: "Shop checkout certified",
      },
      {
        scope: "site",
        at: "pro.lumenlabs.example",
        channel: "cit_website",
        mode: "sandbox",
        by: PRIYA,
        daysAgo: 6,
        reason: "New site, tests first",
      },
      {
        scope: "campaign",
        at: "Holiday bundle",
        channel: "cit_website",
        mode: "off",
        by: MEI,
        daysAgo: 3,
        reason: "Bundle price is under review",
      },
      {
        scope: "site",
        at: "shop.lumenlabs.example",
        channel: "cit_call_center",
        mode: "sandbox",
        by: PRIYA,
        daysAgo: 2,
        reason: "Agents finished the script test",
      },
      {
        scope: "campaign",
        at: "Club annual",
        channel: "mit",
        mode: "sandbox",
        by: MEI,
        daysAgo: 1,
        reason: "Price test until Dec 1",
      },
    ],
  },
  {
    name: "Harbor & Pine",
    integration: "partner_backend",
    timezone: "America/Los_Angeles",
    currency: "USD",
    mitMode: "sync",
    owner: MEI,
    setup: "ready",
    orderPrefix: "HP",
    ordersPerDay: 28,
    sites: [
      {
        name: "harborpine.example",
        hosts: ["harborpine.example"],
        descriptors: ["HARBOR PINE"],
        campaigns: [
          { externalId: "candles-monthly", name: "Candles monthly", kind: "web" },
          { externalId: "hp-phone", name: "Phone desk", kind: "call_center" },
        ],
      },
      {
        name: "gifts.harborpine.example",
        hosts: ["gifts.harborpine.example"],
        descriptors: ["HARBORPINE*GIFTS"],
        campaigns: [
          { externalId: "gift-box", name: "Gift box", kind: "web" },
          { externalId: "gift-phone", name: "Gift phone desk", kind: "call_center" },
        ],
      },
    ],
    switches: [
      {
        scope: "merchant",
        channel: "cit_website",
        mode: "production",
        by: DANIEL,
        daysAgo: 88,
        reason: "Both checkouts certified",
      },
      {
        scope: "merchant",
        channel: "cit_call_center",
        mode: "production",
        by: DANIEL,
        daysAgo: 60,
        reason: "Phone desk certified",
      },
      {
        scope: "merchant",
        channel: "mit",
        mode: "production",
        by: DANIEL,
        daysAgo: 88,
        reason: "Rebills certified",
      },
    ],
  },
  {
    name: "Atelier Nord",
    integration: "partner_front_back",
    timezone: "Europe/Paris",
    currency: "EUR",
    mitMode: "managed",
    owner: MEI,
    setup: "ready",
    orderPrefix: "AN",
    ordersPerDay: 18,
    sites: [
      {
        name: "ateliernord.example",
        hosts: ["ateliernord.example"],
        descriptors: ["ATELIER NORD"],
        campaigns: [
          { externalId: "an-linen", name: "Linen subscription", kind: "web" },
          { externalId: "an-studio", name: "Studio phone line", kind: "call_center" },
        ],
      },
    ],
    switches: [
      {
        scope: "merchant",
        channel: "mit",
        mode: "production",
        by: DANIEL,
        daysAgo: 85,
        reason: "Rebills certified",
      },
      {
        scope: "merchant",
        channel: "cit_website",
        mode: "sandbox",
        by: MEI,
        daysAgo: 20,
        reason: "Testing the embedded checkout",
      },
      {
        scope: "merchant",
        channel: "cit_call_center",
        mode: "sandbox",
        by: MEI,
        daysAgo: 20,
        reason: "Testing the phone line",
      },
    ],
  },
  {
    name: "Meridian Fitness",
    integration: "merchant_direct_mit",
    observed: true,
    timezone: "America/Chicago",
    currency: "USD",
    mitMode: "managed",
    owner: PRIYA,
    setup: "ready",
    orderPrefix: "MF",
    ordersPerDay: 0,
    sites: [
      {
        name: "meridianfitness.example",
        hosts: ["meridianfitness.example"],
        descriptors: ["MERIDIAN FITNESS"],
        campaigns: [],
      },
    ],
    switches: [],
  },
  {
    name: "Kestrel Coffee",
    integration: "standard_cit",
    timezone: "America/Denver",
    currency: "USD",
    mitMode: "managed",
    owner: PRIYA,
    setup: "started",
    orderPrefix: "KC",
    ordersPerDay: 0,
    sites: [
      {
        name: "kestrelcoffee.example",
        hosts: ["kestrelcoffee.example"],
        descriptors: ["KESTREL COFFEE"],
        campaigns: [],
      },
    ],
    switches: [],
  },
  {
    name: "Nakamura Tea",
    integration: "standard_cit",
    timezone: "Asia/Tokyo",
    currency: "JPY",
    mitMode: "managed",
    owner: MEI,
    setup: "ready",
    orderPrefix: "NT",
    ordersPerDay: 8,
    sites: [
      {
        name: "nakamuratea.example",
        hosts: ["nakamuratea.example"],
        descriptors: ["NAKAMURA TEA"],
        campaigns: [{ externalId: "nt-matcha", name: "Matcha starter", kind: "web" }],
      },
    ],
    switches: [
      {
        scope: "merchant",
        channel: "cit_website",
        mode: "production",
        by: DANIEL,
        daysAgo: 70,
        reason: "Checkout certified",
      },
    ],
  },
];
