-- Row-level security: a transaction sees the tenant named by switchboard.tenant, or every tenant when it is '*'
-- (partner staff, worker, the gateway's snapshot). Without that setting it sees nothing (P15).
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING ((SELECT current_setting(''switchboard.tenant'', true)) = ''*'''
      || ' OR merchant_id = (SELECT current_setting(''switchboard.tenant'', true)))', name);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE merchants ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE merchants FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON merchants USING ((SELECT current_setting('switchboard.tenant', true)) = '*'
  OR id = (SELECT current_setting('switchboard.tenant', true)));
--> statement-breakpoint
-- Sessions and sign-in attempts belong to nobody's tenant: only the doors, before a tenant is known, read them.
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY doors ON sessions USING ((SELECT current_setting('switchboard.tenant', true)) = '*');
--> statement-breakpoint
ALTER TABLE sign_in_attempts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE sign_in_attempts FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY doors ON sign_in_attempts USING ((SELECT current_setting('switchboard.tenant', true)) = '*');
--> statement-breakpoint
-- The partner's own row: everybody signed in may read its name and zone, only the partner's side changes it.
ALTER TABLE partner ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE partner FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY readable ON partner FOR SELECT USING (true);
--> statement-breakpoint
CREATE POLICY writable ON partner FOR ALL USING ((SELECT current_setting('switchboard.tenant', true)) = '*');
--> statement-breakpoint
-- The partner's kill switch stops every merchant, so every merchant may see that it is engaged.
CREATE POLICY partner_kill_readable ON kill_switches FOR SELECT USING (merchant_id = 'partner');
--> statement-breakpoint
CREATE FUNCTION touch_config() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tenant text;
  changed jsonb := to_jsonb(COALESCE(NEW, OLD));
BEGIN
  tenant := CASE TG_TABLE_NAME WHEN 'partner' THEN 'partner' WHEN 'merchants' THEN changed->>'id'
            ELSE changed->>'merchant_id' END;
  INSERT INTO config_versions (merchant_id, version) VALUES (tenant, 1)
    ON CONFLICT (merchant_id) DO UPDATE SET version = config_versions.version + 1;
  PERFORM pg_notify('switchboard_config', tenant);
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['partner', 'merchants', 'flexcharge_accounts', 'transmit_settings', 'sites', 'site_hosts',
    'site_descriptors', 'campaigns', 'switches', 'kill_switches', 'credential_sets', 'api_keys']
  LOOP
    EXECUTE format('CREATE TRIGGER touch_config AFTER INSERT OR UPDATE OR DELETE ON %I'
      || ' FOR EACH ROW EXECUTE FUNCTION touch_config()', name);
  END LOOP;
END $$;
