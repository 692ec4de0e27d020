#include "platform/host/policy_files.hpp"

#include <fstream>
#include <sstream>

#include "platform/policy/policy_book.hpp"

namespace xiuhua {
namespace {

struct PolicyFile {
    std::optional<std::string> name;  // The file's own, for readers.
    Date valid_from;
    std::string source;
    RawJson body;
};
BOOST_DESCRIBE_STRUCT(PolicyFile, (), (name, valid_from, source, body))

Result<PolicyFile> read_policy_file(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
        return fail(ErrorCode::unavailable, "policy.unreadable_file", {}, file.string());
    }
    auto parsed = json::parse<PolicyFile>(text.str());
    if (parsed && parsed->name.value_or(file.stem().string()) != file.stem().string()) {
        return fail(ErrorCode::invalid, "policy.file_misnamed", "name", file.string());
    }
    if (!parsed) {
        Error error = std::move(parsed.error());
        error.detail = file.string() + ": " + error.key + " " + error.field;
        return fail(std::move(error));
    }
    return parsed;
}

}  // namespace

Done load_policy_files(Tx& tx, Instant now, const std::filesystem::path& directory) {
    std::error_code none;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{directory, none}) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    if (none) {
        return fail(ErrorCode::unavailable, "policy.no_directory", {}, directory.string());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const std::string name = file.stem().string();
        XH_TRY(known, policy::list(tx, name));
        if (!known.empty()) {
            continue;
        }
        XH_TRY(content, read_policy_file(file));
        XH_DO(policy::add(
            tx, {name, 0, content.valid_from, content.source, content.body, UserId{}, now}));
    }
    return {};
}

}  // namespace xiuhua
