#include "platform/json/json.hpp"

#include "fuzz.hpp"

namespace xiuhua::fuzz {

struct FuzzPart {
    std::string name;
    std::optional<double> number;
    std::vector<std::int64_t> list;
};
BOOST_DESCRIBE_STRUCT(FuzzPart, (), (name, number, list))
struct FuzzWhole {
    FuzzPart part;
    std::map<std::string, FuzzPart> parts;
    Instant time;
    std::optional<Date> date;
    bool flag = false;
};
BOOST_DESCRIBE_STRUCT(FuzzWhole, (), (part, parts, time, date, flag))

void fuzz(std::string_view bytes) {
    const auto value = json::parse<FuzzWhole>(bytes);
    if (value) {
        const std::string written = json::write(*value);
        const auto again = json::parse<FuzzWhole>(written);
        promise(again.has_value(), "what was written is read");
        // Not compared byte by byte: Boost.JSON 1.81 reads numbers of very many digits a little wrong.
        promise(again->parts.size() == value->parts.size() &&
                    again->part.name == value->part.name && again->part.list == value->part.list &&
                    again->time == value->time,
                "and is the same");
    }
}

}  // namespace xiuhua::fuzz
