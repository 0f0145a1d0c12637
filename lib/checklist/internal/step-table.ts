import type { Channel, Integration } from "#lib/terms.ts";
import type { Component, Step } from "../schema.ts";

const EVERY: readonly Channel[] = ["cit_website", "cit_call_center", "mit"];
const CIT: readonly Channel[] = ["cit_website", "cit_call_center"];
const MIT: readonly Channel[] = ["mit"];

/** What each of the five integrations is made of before staff add or take away (product.md §3). */
export const PRESETS: Record<Integration, readonly Component[]> = {
  standard_cit: ["sense_js", "tokenize", "transmit", "evaluate_cit", "refund"],
  partner_front_back: [
    "sense_js",
    "hosted_fields",
    "tokenize",
    "transmit",
    "evaluate_cit",
    "evaluate_mit",
    "refund",
    "webhooks",
  ],
  partner_backend: ["tokenize", "transmit", "evaluate_cit", "evaluate_mit", "webhooks"],
  partner_mit: ["tokenize", "transmit", "evaluate_mit", "webhooks", "outcome"],
  merchant_direct_mit: ["tokenize", "transmit", "evaluate_mit", "webhooks", "outcome"],
};

/** In the guides' order. What is proven by nobody's traffic is read from the merchant's own state. */
export const STEP_TABLE: readonly Step[] = [
  { id: "application", owner: "merchant", channels: EVERY, marks: [], component: null },
  { id: "sandbox_credentials", owner: "partner", channels: EVERY, marks: [], component: null },
  { id: "mit_enabled", owner: "flexcharge", channels: MIT, marks: [], component: "evaluate_mit" },
  { id: "site", owner: "merchant", channels: EVERY, marks: [], component: null },
  {
    id: "sense_js",
    owner: "merchant",
    channels: ["cit_website"],
    marks: ["sense_key"],
    component: "sense_js",
  },
  { id: "card_vaulted", owner: "merchant", channels: EVERY, marks: ["token"], component: "tokenize" },
  {
    id: "transmit_approved",
    owner: "merchant",
    channels: CIT,
    marks: ["transmit.approved"],
    component: "transmit",
  },
  {
    id: "transmit_every",
    owner: "merchant",
    channels: EVERY,
    marks: ["transmit.approved", "transmit.declined"],
    component: "transmit",
  },
  {
    id: "evaluate",
    owner: "merchant",
    channels: CIT,
    marks: ["cit.approved", "cit.challenge", "cit.declined"],
    component: "evaluate_cit",
  },
  {
    id: "refund",
    owner: "merchant",
    channels: CIT,
    marks: ["refund.full", "refund.partial"],
    component: "refund",
  },
  {
    id: "call_center",
    owner: "partner",
    channels: ["cit_call_center"],
    marks: ["call_center.evaluated"],
    component: "evaluate_cit",
  },
  { id: "site_named", owner: "partner", channels: EVERY, marks: ["site.named"], component: null },
  { id: "mit_fields", owner: "merchant", channels: MIT, marks: ["mit.fields"], component: "evaluate_mit" },
  { id: "mit_outcome", owner: "merchant", channels: MIT, marks: ["mit.ended"], component: "webhooks" },
  { id: "go_live", owner: "partner", channels: [], marks: [], component: null },
];
