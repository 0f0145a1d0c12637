-- Whoever was ready for production before checklists were kept stays ready: each of its steps counts as let pass.
DO $$
BEGIN
  PERFORM set_config('switchboard.tenant', '*', true);
  INSERT INTO step_overrides (merchant_id, channel, step, reason, by_id, by_name, at)
  SELECT ready.merchant_id, channel.word, step.word, 'Was ready for production before checklists were kept',
    'migration', 'Switchboard', now()
  FROM (SELECT DISTINCT merchant_id FROM credential_sets
    WHERE environment = 'production' AND current AND state = 'verified' AND merchant_id <> 'partner') ready
  CROSS JOIN unnest(ARRAY['cit_website', 'cit_call_center', 'mit']) channel (word)
  CROSS JOIN unnest(ARRAY['sense_js', 'card_vaulted', 'transmit_approved', 'transmit_every', 'evaluate', 'refund',
    'call_center', 'site_named', 'mit_fields', 'mit_outcome']) step (word)
  ON CONFLICT DO NOTHING;
  INSERT INTO channel_readiness (merchant_id, channel, open, changed_at)
  SELECT DISTINCT merchant_id, channel, ARRAY[]::text[], now() FROM step_overrides WHERE by_id = 'migration'
  ON CONFLICT DO NOTHING;
  PERFORM set_config('switchboard.tenant', '', true);
END $$;
