-- What is open, in each order of the ledger and with its place: a page comes from an index alone instead of everything
-- that is open, sorted.
DROP INDEX isolation_order_papers_open;
CREATE INDEX isolation_order_papers_open ON isolation_order (id, area_code) WHERE papers_due_at IS NOT NULL;
CREATE INDEX isolation_order_papers_open_end ON isolation_order (end_date, id, area_code) WHERE papers_due_at IS NOT NULL;
CREATE INDEX isolation_order_papers_open_report ON isolation_order (last_report_at, id, area_code) WHERE papers_due_at IS NOT NULL;
DROP INDEX isolation_order_alerts_open;
CREATE INDEX isolation_order_alerts_open ON isolation_order (id, area_code) WHERE alerts_open > 0;
CREATE INDEX isolation_order_alerts_open_end ON isolation_order (end_date, id, area_code) WHERE alerts_open > 0;
CREATE INDEX isolation_order_alerts_open_report ON isolation_order (last_report_at, id, area_code) WHERE alerts_open > 0;
