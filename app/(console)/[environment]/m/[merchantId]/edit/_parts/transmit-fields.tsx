"use client";
import { INTEGRATION_NAMES } from "#components/merchants/merchant-words.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { Select } from "#components/ui/select.tsx";
import { transmitDefault } from "#lib/merchants/rules.ts";
import { CHANNELS, type Integration, TRANSMIT_SETTINGS, type TransmitSetting } from "#lib/terms.ts";
import type { RulesFields } from "./rules-fields.ts";
import { RulesGroup } from "./rules-group.tsx";

const SETTING_NAMES: Record<TransmitSetting, string> = {
  all: "All payments",
  approved_only: "Approved payments only",
  off: "No payment",
};

/** Copies for FlexCharge's own picture of the merchant, apart from what is switched on. */
export function TransmitFields({
  integration,
  fields,
  set,
}: {
  integration: Integration;
  fields: RulesFields;
  set: (change: Partial<RulesFields>) => void;
}) {
  return (
    <RulesGroup
      title="Copies to FlexCharge (transmit)"
      sentence="A copy activates nothing and is independent of the modes and of the kill switch."
    >
      <div className="grid gap-4 md:grid-cols-3">
        {CHANNELS.map((channel) => {
          const usual = transmitDefault(integration, channel);
          return (
            <Select
              key={channel}
              label={CHANNEL_NAMES[channel]}
              options={TRANSMIT_SETTINGS.map((id) => ({ id, label: SETTING_NAMES[id] }))}
              value={fields.transmit[channel]}
              onChange={(setting) => set({ transmit: { ...fields.transmit, [channel]: setting } })}
              help={`Default of ${INTEGRATION_NAMES[integration]}: ${SETTING_NAMES[usual].toLowerCase()}`}
            />
          );
        })}
      </div>
    </RulesGroup>
  );
}
