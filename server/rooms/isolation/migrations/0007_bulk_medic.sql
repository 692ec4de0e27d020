-- Undoing gives back the medic, too.
ALTER TABLE isolation_bulk_row ADD COLUMN medic_before TEXT;
