#include "testkit/audit_words.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "testkit/source_tree.hpp"

namespace xiuhua::testkit {
namespace {

constexpr Query names_in_log{"testkit.audit_names",
                             "SELECT DISTINCT 'action.' || action FROM audit_entry "
                             "UNION SELECT DISTINCT 'subject.' || subject_kind FROM audit_entry"};

bool is_said(const boost::json::value& words) {
    const boost::json::object& text = words.as_object();
    return text.contains("zh") && !text.at("zh").as_string().empty() && text.contains("en") &&
           !text.at("en").as_string().empty();
}

std::set<std::string, std::less<>> read_names() {
    std::set<std::string, std::less<>> names;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{source_tree() / "server"}) {
        if (entry.path().filename() != "texts.json") {
            continue;
        }
        std::ostringstream text;
        text << std::ifstream{entry.path()}.rdbuf();
        const boost::json::value file = boost::json::parse(text.str());
        for (const auto& [name, words] : file.as_object()) {
            if (is_said(words)) {
                names.emplace(name);
            }
        }
    }
    return names;
}

}  // namespace

void check_audit_words(Database& db) {
    static const std::set<std::string, std::less<>> known = read_names();
    const auto names = db.read([](Tx& tx) { return tx.rows<std::string>(names_in_log); });
    REQUIRE(names);
    for (const std::string& name : *names) {
        INFO(name << " has no words in a texts.json");
        CHECK(known.contains(name));
    }
}

}  // namespace xiuhua::testkit
