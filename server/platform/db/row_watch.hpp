#pragma once
// For who keeps in memory what stands in rows: is told when those rows may have become others. Only where one program's
// one thread writes, which is SQLite; all calls come on that thread, in the order of the writes.
#include <functional>
#include <memory>
#include <string_view>

namespace xiuhua {

class Database;

namespace db {

class RowWatch {
  public:
    virtual ~RowWatch() = default;
    // A row of the table was inserted, updated or deleted. Its transaction may still be undone.
    virtual void changed(std::string_view table) = 0;
    // Everything since the last commit stays.
    virtual void committed() = 0;
    // Something since the last commit was undone.
    virtual void undone() = 0;
    // Another process has written: anything may be different.
    virtual void others_wrote() = 0;
};

// The database's watch, made by the first call; null on an engine where others write unseen. Only from within an
// action: Tx at hand, writer's thread.
RowWatch* watch_rows(Database& database, const std::function<std::unique_ptr<RowWatch>()>& make);

}  // namespace db
}  // namespace xiuhua
