"""Statements are made by each party's own cycle: somebody looks every day."""


def migrate(cr, version):
    """Let the job run daily, early in the morning of the operator."""
    cr.execute(
        """
        UPDATE ir_cron SET interval_type = 'days', interval_number = 1,
               nextcall = date_trunc('day', now() AT TIME ZONE 'UTC')
                          + interval '18 hours'
         WHERE id IN (SELECT res_id FROM ir_model_data
                       WHERE module = 'agent_dropship'
                         AND name = 'cron_settlement_generate')
        """
    )
