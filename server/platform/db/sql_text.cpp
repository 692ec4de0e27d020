#include "platform/db/sql_text.hpp"

namespace xiuhua::db {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Where the quoted text or comment that begins at `begin` ends; `begin` itself when none begins there.
// A doubled quote inside a text reads as two texts, which comes to the same.
std::size_t end_of_quoted(std::string_view sql, std::size_t begin) {
    const auto past = [&](std::string_view closing, std::size_t from) {
        const std::size_t found = sql.find(closing, from);
        return found == sql.npos ? sql.size() : found + closing.size();
    };
    const std::string_view rest = sql.substr(begin);
    if (rest.starts_with('\'') || rest.starts_with('"')) {
        return past(rest.substr(0, 1), begin + 1);
    }
    if (rest.starts_with("--")) {
        return past("\n", begin + 2);
    }
    if (rest.starts_with("/*")) {
        return past("*/", begin + 2);
    }
    return begin;
}

}  // namespace

std::string with_dollars(std::string_view sql) {
    std::string text;
    text.reserve(sql.size());
    for (std::size_t i = 0; i < sql.size();) {
        if (const std::size_t end = end_of_quoted(sql, i); end != i) {
            text += sql.substr(i, end - i);
            i = end;
            continue;
        }
        const bool parameter = sql[i] == '?' && i + 1 < sql.size() && is_digit(sql[i + 1]);
        text += parameter ? '$' : sql[i];
        ++i;
    }
    return text;
}

std::string with_types(std::string_view sql, Engine engine) {
    const bool is_sqlite = engine == Engine::sqlite;
    std::string text{sql};
    for (const auto& [token, meaning] :
         {std::pair<std::string_view, std::string_view>{"{blob}", is_sqlite ? "BLOB" : "BYTEA"},
          {"{clustered}", is_sqlite ? "WITHOUT ROWID" : ""}}) {
        for (std::size_t at = text.find(token); at != text.npos; at = text.find(token, at)) {
            text.replace(at, token.size(), meaning);
        }
    }
    return text;
}

}  // namespace xiuhua::db
