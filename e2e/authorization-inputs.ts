/** What one merchant has, as actions and addresses name it. */
export type Ids = {
  merchantId: string;
  siteId: string;
  campaignId: string;
  orderId: string;
  keyId: string;
  transmitId: string;
  endpointId: string;
  deliveryId: string;
  replayId: string;
};

const CONSOLE = "app/(console)/[environment]";
const MERCHANT = `${CONSOLE}/m/[merchantId]`;
const CREDENTIALS = "app/(console)/_parts/credentials/actions.ts";
const WEBHOOKS = "app/(console)/_parts/webhooks/actions.ts";

const REASON = "Only to see who may do this";
const environment = "sandbox";
const key = "0f6a1d5e-7a51-4d0e-9d1f-4a4f7f6a1c11";
const account = { mid: "11111111-2222-4333-8444-555555555555", appKey: "app-key-of-nobody" };

const order = ({ merchantId, orderId }: Ids) => ({ merchantId, orderId });
const transmit = ({ merchantId, transmitId }: Ids) => ({ merchantId, transmitId });
const site = ({ merchantId, siteId }: Ids) => ({ merchantId, siteId });
const campaign = ({ merchantId, campaignId }: Ids) => ({ merchantId, campaignId });
const endpoint = ({ merchantId, endpointId }: Ids) => ({ merchantId, endpointId });
const application = ({ merchantId }: Ids) => ({ merchantId, applicationId: "app_of_nobody" });
const member = ({ merchantId }: Ids) => ({ merchantId, userId: "usr_nobody" });
const change = ({ merchantId }: Ids) => ({ merchantId, requestId: "chg_of_nobody" });
const stepOverride = ({ merchantId }: Ids) => ({
  merchantId,
  step: "refund",
  channels: ["mit"],
  reason: REASON,
});
const inEnvironment = ({ merchantId }: Ids) => ({ merchantId, environment });
/** React's own writing of a date in what it sends to a server action. */
const range = { from: "$D2020-01-01T00:00:00.000Z", to: "$D2020-01-02T00:00:00.000Z" };

/** A well-formed input of each server action, so that the verb behind it is reached and decides. */
export const ACTION_INPUTS: Record<string, (ids: Ids) => unknown> = {
  "app/(console)/_parts/members/actions.ts#invite": ({ merchantId }) => ({
    merchantId,
    email: "nobody@else.example",
    name: "Nobody",
    role: "merchant_viewer",
  }),
  "app/(console)/_parts/members/actions.ts#uninvite": ({ merchantId }) => ({
    merchantId,
    invitationId: "inv_nobodys",
  }),
  "app/(console)/_parts/members/actions.ts#giveRole": (ids) => ({ ...member(ids), role: "merchant_viewer" }),
  "app/(console)/_parts/members/actions.ts#disable": member,
  "app/(console)/_parts/members/actions.ts#activate": member,
  "app/(console)/_parts/members/actions.ts#signOutMember": member,
  "app/(console)/_parts/members/actions.ts#resetFactor": member,
  [`${CONSOLE}/developers/keys/actions.ts#rotatePartnerKey`]: ({ keyId }) => ({
    id: keyId,
    overlapHours: 1,
  }),
  [`${CONSOLE}/settings/approval/actions.ts#changeApprovalPolicy`]: () => null,
  [`${CONSOLE}/merchants/actions.ts#assignOwner`]: ({ merchantId }) => ({
    merchantIds: [merchantId],
    userId: "usr_nobody",
  }),
  [`${CONSOLE}/merchants/actions.ts#inviteToMerchant`]: () => null,
  [`${CONSOLE}/merchants/actions.ts#keepView`]: () => null,
  [`${CONSOLE}/merchants/actions.ts#nameView`]: () => ({ viewId: "view_nobodys", name: "Mine" }),
  [`${CONSOLE}/merchants/actions.ts#dropView`]: () => ({ viewId: "view_nobodys" }),
  [`${CONSOLE}/merchants/import/actions.ts#confirmIt`]: () => ({ importId: "imp_nobodys" }),
  [`${CONSOLE}/merchants/import/actions.ts#cancelIt`]: () => ({ importId: "imp_nobodys" }),
  // The whole partner's: they name no merchant, so only who may call them is looked at.
  [`${CONSOLE}/activation/actions.ts#setPartnerKillSwitchAction`]: () => null,
  [`${CONSOLE}/developers/keys/actions.ts#createPartnerKey`]: () => null,
  [`${CONSOLE}/developers/keys/actions.ts#revokePartnerKey`]: ({ keyId }) => ({ id: keyId }),
  [`${CONSOLE}/merchants/new/actions.ts#onboardMerchant`]: () => null,
  [`${CONSOLE}/merchants/link/actions.ts#linkHere`]: ({ merchantId }) => ({
    environment,
    links: [{ mid: account.mid, merchantId }],
  }),
  [`${CONSOLE}/settings/alerts/actions.ts#changeAlerts`]: () => null,
  [`${CONSOLE}/settings/alerts/actions.ts#testAlerts`]: () => null,
  // They act for all merchants: whoever may is only asked whether they are let through to the input.
  [`${CONSOLE}/developers/sandbox/actions.ts#addSandboxFault`]: () => null,
  [`${CONSOLE}/developers/sandbox/actions.ts#clearSandboxFaults`]: () => null,
  [`${CONSOLE}/developers/sandbox/actions.ts#moveSandboxClock`]: () => null,
  [`${CONSOLE}/developers/sandbox/actions.ts#setSandboxNotices`]: () => null,
  [`${CONSOLE}/developers/transmits/actions.ts#readPayload`]: transmit,
  [`${CONSOLE}/developers/transmits/actions.ts#replayAll`]: inEnvironment,
  [`${CONSOLE}/developers/transmits/actions.ts#replayOne`]: transmit,
  [`${MERCHANT}/actions.ts#changeMit`]: (ids) => ({ ...inEnvironment(ids), mit: "requested" }),
  [`${MERCHANT}/actions.ts#linkHere`]: inEnvironment,
  [`${MERCHANT}/actions.ts#writeNote`]: ({ merchantId }) => ({ merchantId, text: REASON }),
  [`${MERCHANT}/actions.ts#closeFollowUp`]: ({ merchantId }) => ({ merchantId, noteId: "note_nobodys" }),
  [`${MERCHANT}/activation/actions.ts#approveChangeAction`]: (ids) => ({ ...change(ids), confirm: "Nobody" }),
  [`${MERCHANT}/activation/actions.ts#cancelChangeAction`]: change,
  [`${MERCHANT}/activation/actions.ts#dryRunAction`]: ({ merchantId, siteId }) => ({
    merchantId,
    cells: [{ scope: "site", id: siteId, channel: "mit", mode: "sandbox" }],
  }),
  [`${MERCHANT}/activation/actions.ts#rejectChangeAction`]: (ids) => ({ ...change(ids), reason: REASON }),
  [`${MERCHANT}/activation/actions.ts#requestChangeAction`]: ({ merchantId, siteId }) => ({
    merchantId,
    cells: [{ scope: "site", id: siteId, channel: "mit", mode: "sandbox" }],
    reason: REASON,
  }),
  [`${MERCHANT}/activation/actions.ts#setKillSwitchAction`]: ({ merchantId, siteId }) => ({
    merchantId,
    scope: "site",
    id: siteId,
    on: true,
    reason: REASON,
  }),
  [`${MERCHANT}/activation/actions.ts#setModeAction`]: ({ merchantId, siteId }) => ({
    merchantId,
    scope: "site",
    id: siteId,
    channel: "mit",
    mode: "off",
    reason: REASON,
  }),
  [`${MERCHANT}/activation/actions.ts#setModesAction`]: ({ merchantId, campaignId }) => ({
    merchantId,
    cells: [{ scope: "campaign", id: campaignId, channel: "mit" }],
    mode: "off",
    reason: REASON,
  }),
  [`${CREDENTIALS}#askForThem`]: inEnvironment,
  [`${CREDENTIALS}#discardSet`]: (ids) => ({
    ...inEnvironment(ids),
    version: 900,
  }),
  [`${CREDENTIALS}#enterAndVerify`]: (ids) => ({
    ...inEnvironment(ids),
    ...account,
    appSecret: "secret-of-nobody-at-all",
    siteIds: { [ids.siteId]: "site-of-nobody" },
  }),
  [`${CREDENTIALS}#moveCutOver`]: (ids) => ({ ...inEnvironment(ids), version: 900, at: null }),
  [`${CREDENTIALS}#verifyNow`]: (ids) => ({
    ...inEnvironment(ids),
    version: 900,
  }),
  [`${MERCHANT}/developers/keys/actions.ts#createMerchantKey`]: (ids) => ({
    ...inEnvironment(ids),
    name: "Nobody",
  }),
  [`${MERCHANT}/developers/keys/actions.ts#revokeMerchantKey`]: ({ merchantId, keyId }) => ({
    merchantId,
    id: keyId,
  }),
  [`${MERCHANT}/developers/keys/actions.ts#rotateMerchantKey`]: ({ merchantId, keyId }) => ({
    merchantId,
    id: keyId,
    overlapHours: 1,
  }),
  [`${MERCHANT}/developers/sandbox/actions.ts#runSandboxScenario`]: (ids) => ({
    ...site(ids),
    scenario: "decline",
  }),
  [`${MERCHANT}/developers/transmits/actions.ts#readPayload`]: transmit,
  [`${MERCHANT}/developers/transmits/actions.ts#replayAll`]: inEnvironment,
  [`${MERCHANT}/developers/transmits/actions.ts#replayOne`]: transmit,
  [`${MERCHANT}/edit/actions.ts#changeDefaultSite`]: site,
  [`${MERCHANT}/edit/actions.ts#changeMerchant`]: ({ merchantId }) => ({ merchantId, name: "Renamed" }),
  [`${MERCHANT}/edit/actions.ts#changeOwner`]: ({ merchantId }) => ({ merchantId, userId: null }),
  [`${MERCHANT}/edit/actions.ts#closeMerchant`]: ({ merchantId }) => ({ merchantId }),
  [`${MERCHANT}/onboarding/application/actions.ts#startApplication`]: inEnvironment,
  [`${MERCHANT}/onboarding/application/actions.ts#saveFields`]: (ids) => ({
    ...application(ids),
    version: 1,
    values: {},
  }),
  [`${MERCHANT}/onboarding/application/actions.ts#removeDocument`]: (ids) => ({
    ...application(ids),
    documentId: "doc_of_nobody",
  }),
  [`${MERCHANT}/onboarding/application/actions.ts#sendApplication`]: application,
  [`${MERCHANT}/onboarding/application/actions.ts#sendAnswer`]: application,
  [`${MERCHANT}/onboarding/application/actions.ts#closeApplication`]: application,
  [`${MERCHANT}/onboarding/application/actions.ts#convertToAccount`]: (ids) => ({
    ...application(ids),
    confirmed: true,
  }),
  [`${MERCHANT}/onboarding/application/actions.ts#createKeys`]: application,
  [`${MERCHANT}/onboarding/checklist/actions.ts#changeComponent`]: ({ merchantId }) => ({
    merchantId,
    component: "outcome",
    used: true,
  }),
  [`${MERCHANT}/onboarding/checklist/actions.ts#remindMerchant`]: ({ merchantId }) => ({
    merchantId,
    step: "refund",
  }),
  [`${MERCHANT}/onboarding/checklist/actions.ts#letStepPass`]: stepOverride,
  [`${MERCHANT}/onboarding/checklist/actions.ts#withdrawPass`]: stepOverride,
  [`${MERCHANT}/orders/[orderId]/actions.ts#acceptLate`]: order,
  [`${MERCHANT}/orders/[orderId]/actions.ts#cancel`]: order,
  [`${MERCHANT}/orders/[orderId]/actions.ts#capture`]: (ids) => ({ ...order(ids), idempotencyKey: key }),
  [`${MERCHANT}/orders/[orderId]/actions.ts#refund`]: (ids) => ({
    ...order(ids),
    amountMinor: 1,
    idempotencyKey: key,
  }),
  [`${MERCHANT}/orders/[orderId]/actions.ts#settle`]: (ids) => ({ ...order(ids), attempt: 1 }),
  [`${MERCHANT}/sites/actions.ts#addCampaign`]: (ids) => ({
    ...site(ids),
    name: "Nobody",
    externalId: "nobody-1",
    kind: "web",
  }),
  [`${MERCHANT}/sites/actions.ts#addSite`]: ({ merchantId }) => ({
    merchantId,
    name: "Nobody",
    hosts: ["nobody.example"],
  }),
  [`${MERCHANT}/sites/actions.ts#changeCampaign`]: (ids) => ({ ...campaign(ids), name: "Renamed" }),
  [`${MERCHANT}/sites/actions.ts#changeSite`]: (ids) => ({ ...site(ids), name: "Renamed" }),
  [`${MERCHANT}/sites/actions.ts#closeCampaign`]: campaign,
  [`${MERCHANT}/sites/actions.ts#closeSite`]: site,
  [`${WEBHOOKS}#backfill`]: inEnvironment,
  [`${WEBHOOKS}#cancelReplaying`]: ({ merchantId, replayId }) => ({ merchantId, replayId }),
  [`${WEBHOOKS}#countReplaying`]: (ids) => ({ ...endpoint(ids), ...range }),
  [`${WEBHOOKS}#create`]: (ids) => ({ ...inEnvironment(ids), url: "https://hooks.nobody.example/in" }),
  [`${WEBHOOKS}#edit`]: (ids) => ({ ...endpoint(ids), description: "Changed" }),
  [`${WEBHOOKS}#pause`]: (ids) => ({ ...endpoint(ids), reason: REASON }),
  [`${WEBHOOKS}#remove`]: endpoint,
  [`${WEBHOOKS}#replay`]: (ids) => ({ ...endpoint(ids), ...range }),
  [`${WEBHOOKS}#resend`]: ({ merchantId, deliveryId }) => ({ merchantId, deliveryId }),
  [`${WEBHOOKS}#resume`]: endpoint,
  [`${WEBHOOKS}#rotate`]: endpoint,
  [`${WEBHOOKS}#switchSecret`]: endpoint,
  [`${WEBHOOKS}#test`]: endpoint,
};
