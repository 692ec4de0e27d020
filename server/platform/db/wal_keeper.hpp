#pragma once
// Follows SQLite's write-ahead log commit by commit, for a copy that is never more than moments behind.
#include <cstdint>
#include <functional>

namespace xiuhua {

class WalKeeper {
  public:
    virtual ~WalKeeper() = default;
    // `all`: the log is emptied too, so that nothing deleted stands in it any longer.
    enum class Fold { some, all };
    // On the writer's thread behind each commit: `pages` stand in the log. The log is folded into the file, and may
    // begin anew after that, only when `fold` is called, within this call. It answers whether nobody was in its way.
    virtual void committed(std::int64_t pages, const std::function<bool(Fold)>& fold) = 0;
    // The log is to be emptied behind the next commit for which everything has been followed.
    virtual void empty_soon() = 0;
    // Before the last connection closes, which folds and removes the log: everything in it is to be followed.
    virtual void closing() = 0;
};

}  // namespace xiuhua
