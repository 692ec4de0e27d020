#pragma once
// Figures of records: a room says as SQL which of its records a figure counts; how many there are by community, and
// which they are, is asked here in one way for all rooms, always within a Scope.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/viewer.hpp"
#include "platform/db/where.hpp"

namespace xiuhua::figures {

inline constexpr std::size_t community_digits = 12;  // Of an area's code.

struct Asked {
    std::string area_code;  // This place and all below it.
    Date day;
    Instant from, until;  // The office's day, not beyond now. "At a moment" is at `until`.
};

struct Count {
    std::string community;
    std::int64_t records = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (community, records))

// A record behind a figure, with nothing that is sealed.
struct Record {
    std::string key;  // Names it for ever: its id, or "<order>~<window>" for a report that is owed.
    std::string number;  // Of an order or a paper; empty for people and households.
    std::optional<OrderId> order;
    std::optional<PersonId> person;
    std::string person_name, area_code, area_name;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (key, number, order, person, person_name, area_code, area_name, at))

// Rows with the columns record_key, number, order_id, person, person_name, area_code, area_name, at (milliseconds).
class Relation {
  public:
    // '?' in the text becomes the next parameter's number.
    template <typename... V>
    Relation& add(std::string_view text, const V&... values) {
        sql_.append(text, values...);
        return *this;
    }
    bool empty() const { return sql_.sql().empty(); }

  private:
    friend struct Asking;
    db::Where sql_;
};

// By community, in the order of their codes; communities without a record are left out.
Result<std::vector<Count>> count(Tx& tx, const Scope& scope, const Relation& relation,
                                 std::string_view area_code);
struct Slice {
    std::string area_code, after;  // `after`: the key of the last record shown.
    int limit = 0;
};
Result<std::vector<Record>> records(Tx& tx, const Scope& scope, const Relation& relation,
                                    const Slice& slice);
// Those of these keys that still are, and lie in the scope; at most page_rows_max.
Result<std::vector<Record>> records_of(Tx& tx, const Scope& scope, const Relation& relation,
                                       const std::vector<std::string>& keys);

}  // namespace xiuhua::figures
