#pragma once
// What the log calls things, people must be able to read: every action and kind of subject that a test leaves in
// the log has its words, Chinese and English, in a texts.json ("action.<name>", "subject.<kind>").
#include "platform/db/db.hpp"

namespace xiuhua::testkit {

// CHECKs each name in this database's log. Every route has a scenario, so every name comes by here.
void check_audit_words(Database& db);

}  // namespace xiuhua::testkit
