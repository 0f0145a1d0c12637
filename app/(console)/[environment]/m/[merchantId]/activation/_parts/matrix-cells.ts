import { gateOwners } from "#components/switching/gate-words.ts";
import type { Blocked } from "#components/switching/mode-cell.tsx";
import { campaignConfig, cellState, changeEffect, gatesFor, siteConfig } from "#lib/switching/rules.ts";
import type {
  CampaignConfig,
  CellState,
  Gate,
  MerchantConfig,
  PartnerConfig,
  SetBy,
  SiteConfig,
} from "#lib/switching/schema.ts";
import {
  CHANNELS,
  type Channel,
  type Environment,
  type Mode,
  type SettableMode,
  type SwitchScope,
} from "#lib/terms.ts";

/** What the page shows: the same plain data that the gateway decides by. */
export type Matrix = { partner: PartnerConfig; merchant: MerchantConfig };
export type CellRef = { scope: SwitchScope; id: string; channel: Channel };
export type Cells = Record<Channel, CellState>;

export const cellKey = ({ scope, id, channel }: CellRef) => `${scope}.${id}.${channel}`;

/** The inverse of cellKey; ids of ours carry no dot. */
export function parseCellKey(key: string): CellRef | null {
  const [scope, id, channel] = key.split(".");
  const known = CHANNELS.find((one) => one === channel);
  if (!id || !known || (scope !== "merchant" && scope !== "site" && scope !== "campaign")) return null;
  return { scope, id, channel: known };
}

/** One merchant's matrix with its cells computed once each, by the rule that the gateway uses. */
export class MatrixCells {
  readonly sites: SiteConfig[];
  readonly partner: PartnerConfig;
  readonly merchant: MerchantConfig;
  readonly #campaigns = new Map<string, CampaignConfig[]>();
  readonly #cells = new Map<string, CellState>();

  constructor({ partner, merchant }: Matrix) {
    this.partner = partner;
    this.merchant = merchant;
    this.sites = merchant.sites.filter((site) => !site.archived);
    for (const campaign of merchant.campaigns) {
      if (campaign.archived) continue;
      const known = this.#campaigns.get(campaign.siteId);
      if (known) known.push(campaign);
      else this.#campaigns.set(campaign.siteId, [campaign]);
    }
  }

  campaignsOf(siteId: string): CampaignConfig[] {
    return this.#campaigns.get(siteId) ?? [];
  }

  cell(ref: CellRef): CellState {
    const key = cellKey(ref);
    const known = this.#cells.get(key);
    if (known) return known;
    const made = cellState(this.partner, this.merchant, ref.scope, ref.id, ref.channel);
    this.#cells.set(key, made);
    return made;
  }

  cells(scope: SwitchScope, id: string): Cells {
    return {
      cit_website: this.cell({ scope, id, channel: "cit_website" }),
      cit_call_center: this.cell({ scope, id, channel: "cit_call_center" }),
      mit: this.cell({ scope, id, channel: "mit" }),
    };
  }

  gates(channel: Channel, to: "sandbox" | "production"): Gate[] {
    return gatesFor(this.merchant, channel, to);
  }

  missingFor(channel: Channel, to: "sandbox" | "production"): Gate[] {
    return this.gates(channel, to).filter((gate) => !gate.met);
  }

  /** A cell in Sandbox that cannot go further: which gates hold it, and whose they are. */
  blocked(cell: CellState): Blocked | null {
    if (cell.explicit?.mode !== "sandbox" || cell.stoppedBy) return null;
    const missing = this.missingFor(cell.channel, "production");
    return missing.length > 0 ? { open: missing.length, owners: gateOwners(missing) } : null;
  }

  blockedCount(): number {
    const explicit = this.merchant.switches.map((row) => ({
      scope: row.scope,
      id: row.scopeId,
      channel: row.channel,
    }));
    return explicit.filter((ref) => this.has(ref) && this.blocked(this.cell(ref))).length;
  }

  /** False for what was archived or never was this merchant's. */
  has({ scope, id }: Pick<CellRef, "scope" | "id">): boolean {
    if (scope === "merchant") return id === this.merchant.id;
    if (scope === "site") return this.sites.some((site) => site.id === id);
    const campaign = campaignConfig(this.merchant, id);
    return campaign !== null && !campaign.archived && this.has({ scope: "site", id: campaign.siteId });
  }

  /** A site by its host, a campaign by its name. */
  name(scope: SwitchScope, id: string): string {
    if (scope === "merchant") return "all sites";
    if (scope === "campaign") return campaignConfig(this.merchant, id)?.name ?? id;
    const site = siteConfig(this.merchant, id);
    return site ? siteTitle(site) : id;
  }

  /** Like name, a campaign with its site before it. */
  place(scope: SwitchScope, id: string): string {
    const siteId = scope === "campaign" ? campaignConfig(this.merchant, id)?.siteId : null;
    return siteId ? `${this.name("site", siteId)} › ${this.name(scope, id)}` : this.name(scope, id);
  }
}

export function siteTitle(site: SiteConfig): string {
  return site.hosts[0] ?? site.name;
}

/** The matrix as it would be with one cell set, for the diff and for showing a change before it is answered. */
export function withCell(matrix: Matrix, ref: CellRef, mode: SettableMode, setBy: SetBy): Matrix {
  const others = matrix.merchant.switches.filter(
    (row) => !(row.scope === ref.scope && row.scopeId === ref.id && row.channel === ref.channel),
  );
  const switches =
    mode === "inherit"
      ? others
      : [...others, { scope: ref.scope, scopeId: ref.id, channel: ref.channel, mode, setBy }];
  return { partner: matrix.partner, merchant: { ...matrix.merchant, switches } };
}

/** A cell that takes its mode from the one that changes, and what it becomes. */
export type Following = { key: string; name: string; before: Mode; after: Mode };

/** What a change does to the cell itself and to those that follow it. */
export function effectOf(
  cells: MatrixCells,
  ref: CellRef,
  mode: SettableMode,
): { before: Mode; after: Mode; following: Following[] } {
  const { scope, id, channel } = ref;
  const { before, after, followers } = changeEffect(cells.merchant, scope, id, channel, mode);
  const following = followers.map((one) => ({
    key: cellKey({ scope: one.scope, id: one.scopeId, channel }),
    name: cells.name(one.scope, one.scopeId),
    before: cells.cell({ scope: one.scope, id: one.scopeId, channel }).effective,
    after,
  }));
  return { before, after, following: following.filter((one) => one.before !== one.after) };
}

/** In the environment that the page looks at: whether its orders leave for FlexCharge from this cell. */
export function isLive(cell: CellState, environment: Environment): boolean {
  if (cell.stoppedBy) return false;
  return environment === "production" ? cell.effective === "production" : cell.effective !== "off";
}
