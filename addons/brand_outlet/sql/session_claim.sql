-- Promises of a session's quota. Called on a connection of their own, one short READ
-- COMMITTED transaction each, see models/outlet_session_claim.py.
-- Locks are always taken in this order: quota rows by id, then claim rows.

-- Write into the quotas what has become of claims: sold when an order with the claim's
-- key is confirmed, returned when it was given back, its order cancelled or its deadline
-- passed. A claim whose order waits in the queue is kept, however long that takes.
CREATE OR REPLACE FUNCTION outlet_session_fold(
    p_claims integer[], p_now timestamp, p_until timestamp)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    v_moved integer;
BEGIN
    PERFORM FROM outlet_session_quota
      WHERE id IN (SELECT quota_id FROM outlet_session_claim WHERE id = ANY(p_claims))
      ORDER BY id
        FOR NO KEY UPDATE;
    WITH judged AS (
        SELECT claim.id, claim.quota_id, claim.pieces, claim.state AS state_before,
               CASE
                   WHEN claim.releasing OR bound.cancelled THEN 'returned'
                   WHEN bound.confirmed THEN 'sold'
                   WHEN claim.deadline > p_now OR bound.queued THEN 'held'
                   ELSE 'returned'
               END AS state_now,
               COALESCE(bound.queued, FALSE) AS queued
          FROM outlet_session_claim claim
     LEFT JOIN LATERAL (
               SELECT bool_or(ordered.state = 'sale') AS confirmed,
                      bool_or(ordered.session_queue = 'queued') AS queued,
                      bool_and(ordered.state = 'cancel') AS cancelled
                 FROM sale_order_line line
                 JOIN sale_order ordered ON ordered.id = line.order_id
                WHERE line.session_key = claim.key) bound ON TRUE
         WHERE claim.id = ANY(p_claims)
           AND (claim.state = 'held' OR claim.state = 'sold' AND claim.releasing)
         ORDER BY claim.id
           FOR NO KEY UPDATE OF claim SKIP LOCKED
    ), changed AS (
        UPDATE outlet_session_claim claim
           SET state = judged.state_now,
               deadline = CASE WHEN judged.queued
                               THEN GREATEST(claim.deadline, p_until)
                               ELSE claim.deadline END,
               releasing = FALSE
          FROM judged
         WHERE claim.id = judged.id
     RETURNING judged.*
    ), sums AS (
        SELECT quota_id,
               SUM(CASE WHEN state_before = 'held' THEN pieces ELSE 0 END) AS unclaimed,
               SUM(CASE WHEN state_now = 'sold' THEN pieces ELSE 0 END)
             - SUM(CASE WHEN state_before = 'sold' THEN pieces ELSE 0 END) AS sold
          FROM changed
         WHERE state_before <> state_now
         GROUP BY quota_id
    )
    UPDATE outlet_session_quota quota
       SET claimed = quota.claimed - sums.unclaimed,
           sold = quota.sold + sums.sold
      FROM sums
     WHERE quota.id = sums.quota_id;
    GET DIAGNOSTICS v_moved = ROW_COUNT;
    RETURN v_moved;
END $$;

-- Claim pieces of one buyer, all or nothing. The same keys asked for again give the
-- claims that are there; they are not taken twice and their deadline is put off.
-- Refusals are errors of class OS with the key in DETAIL and what is left in HINT.
CREATE OR REPLACE FUNCTION outlet_session_take(
    p_keys text[], p_lines integer[], p_products integer[], p_pieces integer[],
    p_buyer text, p_warehouses integer[], p_now timestamp, p_until timestamp)
RETURNS TABLE (key text, warehouse_id integer, pieces integer, fresh boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_missing text[];
    v_key text;
    v_want record;
    v_quota record;
    v_need integer;
    v_left integer;
    v_part integer;
    v_folded boolean := FALSE;
BEGIN
    -- two taps of one buyer come one after the other
    PERFORM pg_advisory_xact_lock(hashtextextended(p_keys[1], 0));
    v_missing := ARRAY(
        SELECT wanted.key FROM unnest(p_keys) wanted(key)
         WHERE NOT EXISTS (SELECT FROM outlet_session_claim claim
                            WHERE claim.key = wanted.key AND claim.state <> 'returned'
                              AND NOT claim.releasing));
    IF cardinality(v_missing) < cardinality(p_keys) THEN
        UPDATE outlet_session_claim claim
           SET deadline = GREATEST(claim.deadline, p_until)
         WHERE claim.key = ANY(p_keys) AND claim.state = 'held';
        RETURN QUERY
        SELECT claim.key::text, quota.warehouse_id, claim.pieces, FALSE
          FROM outlet_session_claim claim
          JOIN outlet_session_quota quota ON quota.id = claim.quota_id
         WHERE claim.key = ANY(p_keys) AND claim.state <> 'returned';
        IF cardinality(v_missing) = 0 THEN
            RETURN;
        END IF;
    END IF;

    SELECT wanted.key INTO v_key
      FROM unnest(p_keys, p_lines) wanted(key, line_id)
 LEFT JOIN outlet_session_line line ON line.id = wanted.line_id
 LEFT JOIN outlet_session session ON session.id = line.session_id
     WHERE wanted.key = ANY(v_missing)
       AND (line.state = 'approved' AND session.state = 'published'
            AND session.date_start <= p_now AND p_now < session.date_end) IS NOT TRUE
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'OS001', DETAIL = v_key;
    END IF;

    -- one buyer's claims on one line come one after the other, so they can be counted
    FOR v_want IN
        SELECT line.id, line.buyer_limit, MIN(wanted.key) AS key,
               SUM(wanted.pieces) AS pieces
          FROM unnest(p_keys, p_lines, p_pieces) wanted(key, line_id, pieces)
          JOIN outlet_session_line line ON line.id = wanted.line_id
         WHERE wanted.key = ANY(v_missing) AND line.buyer_limit > 0
         GROUP BY line.id
         ORDER BY line.id
    LOOP
        PERFORM pg_advisory_xact_lock(
            hashtextextended(v_want.id || '/' || p_buyer, 0));
        SELECT v_want.buyer_limit - COALESCE(SUM(claim.pieces), 0) INTO v_left
          FROM outlet_session_claim claim
         WHERE claim.line_id = v_want.id AND claim.buyer = p_buyer
           AND NOT claim.releasing
           AND (claim.state = 'sold'
                OR claim.state = 'held' AND claim.deadline > p_now);
        IF v_left < v_want.pieces THEN
            RAISE EXCEPTION 'limit'
                USING ERRCODE = 'OS002', DETAIL = v_want.key, HINT = v_left;
        END IF;
    END LOOP;

    PERFORM FROM outlet_session_quota quota
      JOIN unnest(p_keys, p_lines, p_products) wanted(key, line_id, product_id)
        ON quota.line_id = wanted.line_id AND quota.product_id = wanted.product_id
     WHERE wanted.key = ANY(v_missing)
     ORDER BY quota.id
       FOR NO KEY UPDATE OF quota;
    FOR v_want IN
        SELECT wanted.*
          FROM unnest(p_keys, p_lines, p_products, p_pieces)
               wanted(key, line_id, product_id, pieces)
         WHERE wanted.key = ANY(v_missing)
    LOOP
        LOOP
            SELECT COALESCE(SUM(quota.quota - quota.claimed - quota.sold), 0)
              INTO v_left
              FROM outlet_session_quota quota
             WHERE quota.line_id = v_want.line_id
               AND quota.product_id = v_want.product_id;
            EXIT WHEN v_left >= v_want.pieces OR v_folded;
            -- what was given back, or whose deadline passed, is free again
            PERFORM outlet_session_fold(ARRAY(
                SELECT claim.id
                  FROM outlet_session_claim claim
                  JOIN outlet_session_quota quota ON quota.id = claim.quota_id
                 WHERE quota.line_id = ANY(p_lines)
                   AND quota.product_id = ANY(p_products)
                   AND claim.state <> 'returned'
                   AND (claim.releasing
                        OR claim.state = 'held' AND claim.deadline <= p_now)),
                p_now, p_until);
            v_folded := TRUE;
        END LOOP;
        IF v_left < v_want.pieces THEN
            RAISE EXCEPTION 'sold out'
                USING ERRCODE = 'OS003', DETAIL = v_want.key, HINT = v_left;
        END IF;
        v_need := v_want.pieces;
        -- from one warehouse if one has them all, the nearest first
        FOR v_quota IN
            SELECT quota.id, quota.warehouse_id,
                   quota.quota - quota.claimed - quota.sold AS free
              FROM outlet_session_quota quota
             WHERE quota.line_id = v_want.line_id
               AND quota.product_id = v_want.product_id
               AND quota.quota - quota.claimed - quota.sold > 0
             ORDER BY (quota.quota - quota.claimed - quota.sold >= v_need) DESC,
                      array_position(p_warehouses, quota.warehouse_id) NULLS LAST,
                      quota.id
        LOOP
            EXIT WHEN v_need = 0;
            v_part := LEAST(v_need, v_quota.free);
            UPDATE outlet_session_quota
               SET claimed = claimed + v_part
             WHERE id = v_quota.id;
            INSERT INTO outlet_session_claim (key, line_id, quota_id, pieces, buyer,
                                              state, releasing, claimed_at, deadline)
            VALUES (v_want.key, v_want.line_id, v_quota.id, v_part, p_buyer,
                    'held', FALSE, p_now, p_until);
            v_need := v_need - v_part;
            key := v_want.key;
            warehouse_id := v_quota.warehouse_id;
            pieces := v_part;
            fresh := TRUE;
            RETURN NEXT;
        END LOOP;
    END LOOP;
END $$;

-- Set the counters of quotas to what their claims add up to; return what was wrong.
-- A quota that more was sold of than it had, is raised to that.
CREATE OR REPLACE FUNCTION outlet_session_recount(p_quotas integer[])
RETURNS TABLE (quota_id integer, claimed_before integer, claimed_now integer,
               sold_before integer, sold_now integer, oversold integer)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    -- with the quotas locked nobody can be half-way through a claim
    PERFORM FROM outlet_session_quota WHERE id = ANY(p_quotas)
      ORDER BY id FOR NO KEY UPDATE;
    RETURN QUERY
    WITH sums AS (
        SELECT quota.id, quota.quota, quota.claimed, quota.sold,
               COALESCE(SUM(claim.pieces) FILTER (WHERE claim.state = 'held'), 0)::int
               AS held_sum,
               COALESCE(SUM(claim.pieces) FILTER (WHERE claim.state = 'sold'), 0)::int
               AS sold_sum
          FROM outlet_session_quota quota
     LEFT JOIN outlet_session_claim claim ON claim.quota_id = quota.id
         WHERE quota.id = ANY(p_quotas)
         GROUP BY quota.id
    )
    UPDATE outlet_session_quota quota
       SET claimed = sums.held_sum,
           sold = sums.sold_sum,
           quota = GREATEST(sums.quota, sums.held_sum + sums.sold_sum)
      FROM sums
     WHERE quota.id = sums.id
       AND (sums.claimed, sums.sold) IS DISTINCT FROM (sums.held_sum, sums.sold_sum)
 RETURNING quota.id, sums.claimed, sums.held_sum, sums.sold, sums.sold_sum,
           GREATEST(sums.held_sum + sums.sold_sum - sums.quota, 0);
END $$;
