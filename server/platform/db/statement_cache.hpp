#pragma once
// Prepared statements by SQL text, the least recently used one dropped first. Inside platform/db only.
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace xiuhua::db {

template <typename Statement>
class StatementCache {
  public:
    // The whole program has some hundred queries; put-together ledger filters come on top.
    static constexpr std::size_t statements_max = 512;

    // Null when absent; makes it the most recently used one.
    Statement* find(std::string_view sql) {
        const auto found = by_sql_.find(sql);
        if (found == by_sql_.end()) {
            return nullptr;
        }
        in_order_.splice(in_order_.begin(), in_order_, found->second);
        return &found->second->second;
    }

    bool full() const { return in_order_.size() >= statements_max; }
    // The one that has to leave before another may come. Not to be called on an empty cache.
    Statement& oldest() { return in_order_.back().second; }
    void drop_oldest() {
        by_sql_.erase(in_order_.back().first);
        in_order_.pop_back();
    }
    void insert(std::string_view sql, Statement statement) {
        in_order_.emplace_front(std::string{sql}, std::move(statement));
        by_sql_.emplace(in_order_.front().first, in_order_.begin());
    }

    template <typename Visit>
    void each(Visit&& visit) {
        for (auto& [sql, statement] : in_order_) {
            visit(statement);
        }
    }

  private:
    using Order = std::list<std::pair<std::string, Statement>>;
    Order in_order_;  // Most recently used first; its texts are what by_sql_'s keys look at.
    std::unordered_map<std::string_view, typename Order::iterator> by_sql_;
};

}  // namespace xiuhua::db
