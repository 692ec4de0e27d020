#pragma once
// A WHERE put together at run time, for ledgers whose filters a reader chooses.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/db.hpp"

namespace xiuhua::db {

// '?' in a condition becomes the next parameter's number.
class Where {
  public:
    template <typename... V>
    void add(std::string_view condition, const V&... values) {
        sql_ += sql_.empty() ? " WHERE " : " AND ";
        append(condition, values...);
    }
    template <typename... V>
    void append(std::string_view text, const V&... values) {
        std::vector<Value> waiting{to_value(values)...};
        std::size_t next = 0;
        for (const char c : text) {
            sql_ += c;
            if (c == '?') {
                values_.push_back(std::move(waiting[next++]));
                sql_ += std::to_string(values_.size());
            }
        }
    }
    // The text so far between two others that have no parameters.
    Where wrapped(std::string_view before, std::string_view after) && {
        sql_ = std::string{before} + sql_ + std::string{after};
        return std::move(*this);
    }
    const std::string& sql() const { return sql_; }
    const std::vector<Value>& values() const { return values_; }

  private:
    std::string sql_;
    std::vector<Value> values_;
};

}  // namespace xiuhua::db
