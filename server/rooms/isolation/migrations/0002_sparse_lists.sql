-- What is rarely true of an order is found without walking half a million of them.
CREATE INDEX isolation_order_papers_open ON isolation_order (id) WHERE papers_due_at IS NOT NULL;
CREATE INDEX isolation_order_alerts_open ON isolation_order (id) WHERE alerts_open > 0;
