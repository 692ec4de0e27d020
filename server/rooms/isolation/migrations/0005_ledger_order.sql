-- Every filter of the ledger with every order of it, at half a million orders; store_ledger.cpp says which index is for
-- what. The area's code stands at the end so that a part of a community is found without reading rows.
CREATE INDEX isolation_order_community ON isolation_order (substr(area_code, 1, 12), id, area_code);
CREATE INDEX isolation_order_community_end ON isolation_order (substr(area_code, 1, 12), end_date, id, area_code);
CREATE INDEX isolation_order_community_report ON isolation_order (substr(area_code, 1, 12), last_report_at, id, area_code);
CREATE INDEX isolation_order_community_state ON isolation_order (substr(area_code, 1, 12), state, id, area_code);
CREATE INDEX isolation_order_community_state_end
    ON isolation_order (substr(area_code, 1, 12), state, end_date, id, area_code);
CREATE INDEX isolation_order_community_state_report
    ON isolation_order (substr(area_code, 1, 12), state, last_report_at, id, area_code);
-- What one worker has is read whole; so are those in isolation when something is due.
CREATE INDEX isolation_order_worker_all
    ON isolation_order (worker, state, end_date, last_report_at, area_code, id);
CREATE INDEX isolation_order_active
    ON isolation_order (end_date, start_date, last_report_window, last_report_at, worker, area_code, id)
    WHERE state = 'active';
