/**
 * The sandbox's own tables, made at start. Every key begins with the world, so that the stand-ins for
 * FlexCharge's sandbox and production can share a database without ever sharing a row.
 * Amounts are integer minor units; times are the world's clock unless the name says `wall`.
 */
export const ddl = `
create schema if not exists sandbox;

create table if not exists sandbox.worlds (
  world text primary key,
  clock_offset_ms bigint not null default 0,
  webhook_mode text not null default 'normal',
  webhook_delay_ms bigint not null default 600000,
  signing_secret text not null,
  last_sequence bigint not null default 0
);

create table if not exists sandbox.merchants (
  world text not null,
  mid text not null,
  name text not null,
  mit_mode text not null,
  mit_enabled boolean not null,
  auth_capture boolean not null,
  partial_refund_limit double precision,
  webhook_url text,
  client_id text not null,
  app_key text not null,
  app_secret text not null,
  tokenization_key text not null,
  webhook_key text not null,
  created_on timestamptz not null,
  primary key (world, mid)
);
create unique index if not exists merchants_app_key on sandbox.merchants (world, app_key);

-- An account is a merchant's or a partner's; a partner sees the merchants that came through it.
alter table sandbox.merchants add column if not exists is_partner boolean not null default false;
alter table sandbox.merchants add column if not exists partner_mid text;
alter table sandbox.merchants add column if not exists profile json;
create index if not exists merchants_partner on sandbox.merchants (world, partner_mid);

create table if not exists sandbox.clients (
  world text not null,
  id text not null,
  mid text not null,
  name text not null,
  description text,
  type text not null,
  value text not null,
  scopes json,
  created_on timestamptz not null,
  revoked_on timestamptz,
  primary key (world, id)
);
create index if not exists clients_mid on sandbox.clients (world, mid, created_on);

create table if not exists sandbox.applications (
  world text not null,
  id text not null,
  partner_mid text not null,
  status text not null,
  details json not null,
  info_request json,
  reason text,
  mid text,
  created_on timestamptz not null,
  last_updated_on timestamptz not null,
  submitted_on timestamptz,
  primary key (world, id)
);
create index if not exists applications_created on sandbox.applications (world, partner_mid, created_on, id);

create table if not exists sandbox.documents (
  world text not null,
  id text not null,
  application_id text not null,
  type text not null,
  description text,
  file_name text not null,
  media_type text not null,
  bytes integer not null,
  sha256 text not null,
  created_on timestamptz not null,
  primary key (world, id)
);
create index if not exists documents_application on sandbox.documents (world, application_id, created_on);

create table if not exists sandbox.sites (
  world text not null,
  mid text not null,
  id text not null,
  name text not null,
  url text,
  descriptor text,
  primary key (world, mid, id)
);

create table if not exists sandbox.tokens (
  world text not null,
  mid text not null,
  token text not null,
  last_four text not null,
  bin text not null,
  brand text not null,
  card_hash text not null,
  card_class text not null,
  has_cvv boolean not null,
  created_on timestamptz not null,
  primary key (world, mid, token)
);

create table if not exists sandbox.orders (
  world text not null,
  id text not null,
  mid text not null,
  external_order_id text not null,
  correlation_id text not null,
  reference_number text not null,
  status text not null,
  is_mit boolean not null,
  transaction_type text not null,
  amount bigint not null,
  currency text not null,
  amount_refunded bigint not null default 0,
  amount_charged_back bigint not null default 0,
  site_id text,
  site_url text,
  descriptor text,
  sense_key text,
  first_name text not null default '',
  last_name text not null default '',
  email text not null default '',
  phone text not null default '',
  billing json,
  shipping json,
  created_on timestamptz not null,
  expires_on timestamptz,
  due_at timestamptz,
  due_action text,
  primary key (world, id)
);
create index if not exists orders_external on sandbox.orders (world, mid, external_order_id, created_on desc);
create index if not exists orders_created on sandbox.orders (world, mid, created_on desc, id);
create index if not exists orders_due on sandbox.orders (world, due_at, id) where due_at is not null;

create table if not exists sandbox.refunds (
  world text not null,
  transaction_id text not null,
  order_id text not null,
  amount bigint not null,
  created_on timestamptz not null,
  answer json,
  primary key (world, transaction_id)
);
create index if not exists refunds_order on sandbox.refunds (world, order_id, created_on);

create table if not exists sandbox.transmits (
  world text not null,
  id text not null,
  mid text not null,
  external_order_id text not null,
  created_on timestamptz not null,
  body json not null,
  primary key (world, id)
);

create table if not exists sandbox.idempotency (
  world text not null,
  mid text not null,
  operation text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  answer json not null,
  created_on timestamptz not null,
  primary key (world, mid, operation, key)
);

create table if not exists sandbox.faults (
  world text not null,
  id bigint generated always as identity,
  path text not null,
  kind text not null,
  status integer,
  times_left integer,
  ms integer,
  primary key (world, id)
);

create table if not exists sandbox.calls (
  world text not null,
  sequence bigint not null,
  wall_time timestamptz not null,
  mid text,
  method text not null,
  path text not null,
  query text not null default '',
  status integer not null,
  fault text,
  body json,
  primary key (world, sequence)
);

create table if not exists sandbox.deliveries (
  world text not null,
  id bigint generated always as identity,
  mid text not null,
  order_id text not null,
  event text not null,
  event_data json,
  event_time timestamptz not null,
  external_order_id text,
  confirmation_id text,
  state text not null default 'pending',
  attempts integer not null default 0,
  due_at timestamptz not null,
  last_status integer,
  last_error text,
  primary key (world, id)
);
create index if not exists deliveries_due on sandbox.deliveries (world, due_at, id) where state = 'pending';
`;

/** Every table that a reset of one world empties; the world's own row is rewritten beside them. */
export const worldTables = [
  "merchants",
  "sites",
  "tokens",
  "orders",
  "refunds",
  "transmits",
  "idempotency",
  "faults",
  "calls",
  "deliveries",
  "clients",
  "applications",
  "documents",
] as const;
