#include "platform/policy/policy_book.hpp"

namespace xiuhua::policy {
namespace {

#define XH_POLICY_COLUMNS "name, version, valid_from, source, body, made_by, made_at"

constexpr Query select_in_force{"policy.in_force",
                                "SELECT " XH_POLICY_COLUMNS
                                " FROM policy_version WHERE name = ?1 AND valid_from <= ?2 "
                                "ORDER BY valid_from DESC, version DESC LIMIT 1"};
constexpr Query select_one{"policy.find", "SELECT " XH_POLICY_COLUMNS
                                          " FROM policy_version WHERE name = ?1 AND version = ?2"};
constexpr Query select_name{"policy.list_name", "SELECT " XH_POLICY_COLUMNS
                                                " FROM policy_version WHERE name = ?1 "
                                                "ORDER BY version DESC"};
constexpr Query select_all{
    "policy.list", "SELECT " XH_POLICY_COLUMNS " FROM policy_version ORDER BY name, version DESC"};
constexpr Query select_highest{"policy.highest",
                               "SELECT max(version) FROM policy_version WHERE name = ?1"};
constexpr Query insert_version{"policy.add", "INSERT INTO policy_version (" XH_POLICY_COLUMNS
                                             ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};

}  // namespace

Result<PolicyVersion> in_force(Tx& tx, std::string_view name, Date day) {
    XH_TRY(found, tx.row<PolicyVersion>(select_in_force, name, day));
    if (!found) {
        return fail(ErrorCode::internal, "policy.missing", {}, std::string{name});
    }
    return std::move(*found);
}

Result<PolicyVersion> find(Tx& tx, std::string_view name, int version) {
    XH_TRY(found, tx.row<PolicyVersion>(select_one, name, version));
    if (!found) {
        return fail(ErrorCode::not_found, "policy.version_not_found");
    }
    return std::move(*found);
}

Result<std::vector<PolicyVersion>> list(Tx& tx, std::string_view name) {
    return name.empty() ? tx.rows<PolicyVersion>(select_all)
                        : tx.rows<PolicyVersion>(select_name, name);
}

Result<PolicyVersion> add(Tx& tx, PolicyVersion version) {
    XH_TRY(highest, tx.row<std::optional<std::int64_t>>(select_highest, version.name));
    version.version = static_cast<int>(highest.value_or(std::nullopt).value_or(0)) + 1;
    XH_DO(tx.exec(insert_version, version.name, version.version, version.valid_from, version.source,
                  version.body, version.made_by, version.made_at));
    return version;
}

}  // namespace xiuhua::policy
