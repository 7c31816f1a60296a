-- Marks every dispatch with the transaction that changed it last, so that an agent's
-- program can ask what changed since it asked before.
ALTER TABLE stock_picking ADD COLUMN IF NOT EXISTS feed_tx bigint;

CREATE OR REPLACE FUNCTION dispatch_feed_mark() RETURNS trigger AS $$
BEGIN
    NEW.feed_tx := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION dispatch_feed_mark_move() RETURNS trigger AS $$
BEGIN
    UPDATE stock_picking SET feed_tx = pg_current_xact_id()::text::bigint
     WHERE id = NEW.picking_id AND dispatch_state IS NOT NULL;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE OR REPLACE TRIGGER dispatch_feed_mark
BEFORE INSERT OR UPDATE OF dispatch_state, picking_type_id ON stock_picking
FOR EACH ROW WHEN (NEW.dispatch_state IS NOT NULL)
EXECUTE FUNCTION dispatch_feed_mark();

-- one of the goods was refused, or cancelled
CREATE OR REPLACE TRIGGER dispatch_feed_mark_move
AFTER UPDATE OF state ON stock_move
FOR EACH ROW WHEN (NEW.state = 'cancel' AND NEW.picking_id IS NOT NULL)
EXECUTE FUNCTION dispatch_feed_mark_move();

UPDATE stock_picking SET feed_tx = 0 WHERE feed_tx IS NULL AND dispatch_state IS NOT NULL;

CREATE INDEX IF NOT EXISTS stock_picking_feed_idx
    ON stock_picking (agent_id, feed_tx, id) WHERE dispatch_state IS NOT NULL;
