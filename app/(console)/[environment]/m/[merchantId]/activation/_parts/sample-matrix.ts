import type { MerchantConfig, SetBy, SwitchRow } from "#lib/switching/schema.ts";
import type { Channel, Mode, SwitchScope } from "#lib/terms.ts";
import { type Matrix, MatrixCells } from "./matrix-cells.ts";

const VERIFIED = {
  state: "verified",
  version: 1,
  mid: "mid",
  verifiedAt: "2026-11-09T10:00:00.000Z",
  failingSince: null,
  failingStatus: null,
} as const;
const DONE = { open: [], at: null };
const ACCOUNT = {
  standing: "linked",
  standingAt: "2026-03-04T10:00:00.000Z",
  mit: "enabled",
  mitAt: "2026-03-05T10:00:00.000Z",
  mitBy: "Priya Nair",
} as const;

export const setBy = (name: string, at: string, version = 1): SetBy => ({
  id: "usr_1",
  name,
  at,
  reason: "Because",
  version,
});

/** For tests: Lumen Labs with the sites, campaigns and modes that a test names; every gate is met. */
export function sampleMatrix(
  world: {
    sites?: Record<string, string[]>;
    modes?: [SwitchScope, string, Channel, Mode, string?][];
    merchant?: Partial<MerchantConfig>;
  } = {},
): Matrix {
  const sites = world.sites ?? { shop: ["spring", "holiday"], club: [] };
  const switches: SwitchRow[] = (world.modes ?? []).map(([scope, scopeId, channel, mode, at], index) => ({
    scope,
    scopeId,
    channel,
    mode,
    setBy: setBy("Priya Nair", at ?? "2026-11-18T14:20:00.000Z", index + 1),
  }));
  const merchant: MerchantConfig = {
    id: "mer_lumen",
    name: "Lumen Labs",
    state: "active",
    integration: "partner_backend",
    observed: false,
    timezone: "America/New_York",
    currency: "USD",
    mitMode: "managed",
    activationOwner: { id: "usr_1", name: "Priya Nair" },
    activationPolicy: "merchant_requests",
    defaultSiteId: null,
    descriptorMismatch: "flag",
    eligibility: {},
    mitRules: { expiryDaysMin: 14, sameDay: "block" },
    switchVersion: switches.length,
    sites: Object.keys(sites).map((id) => ({
      id,
      name: id,
      hosts: [`${id}.lumenlabs.example`],
      descriptors: [`LUMENLABS*${id.toUpperCase()}`],
      siteIds: { sandbox: null, production: null },
      evaluateDeadlineMs: 8000,
      archived: false,
    })),
    campaigns: Object.entries(sites).flatMap(([siteId, campaigns]) =>
      campaigns.map((id) => ({
        id,
        externalId: id,
        siteId,
        name: id,
        kind: "web" as const,
        descriptor: null,
        archived: false,
      })),
    ),
    switches,
    kills: [],
    credentials: {
      sandbox: { ...VERIFIED, fingerprint: "s" },
      production: { ...VERIFIED, fingerprint: "p" },
    },
    accounts: { sandbox: ACCOUNT, production: ACCOUNT },
    transmit: { cit_website: "all", cit_call_center: "all", mit: "all" },
    checklist: { cit_website: DONE, cit_call_center: DONE, mit: DONE },
    ...world.merchant,
  };
  return {
    partner: { name: "Northgate", timezone: "America/New_York", approvalPolicy: "none", kills: [] },
    merchant,
  };
}

export const sampleCells = (world?: Parameters<typeof sampleMatrix>[0]) =>
  new MatrixCells(sampleMatrix(world));
