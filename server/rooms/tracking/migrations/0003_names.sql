-- At the end of the event a person's name is taken out of their alerts.
CREATE INDEX tracking_alert_person ON tracking_alert (person);
