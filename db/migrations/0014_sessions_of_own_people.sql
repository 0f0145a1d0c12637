-- A merchant's administrator ends the sessions of the merchant's own people, and each person sees their own.
DROP POLICY doors ON sessions;
--> statement-breakpoint
CREATE POLICY own_people ON sessions USING ((SELECT current_setting('switchboard.tenant', true)) = '*'
  OR EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id
    AND users.merchant_id = (SELECT current_setting('switchboard.tenant', true))));
