#include "rooms/policy/actions.hpp"

#include "platform/audit/audit.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/access/public.hpp"
#include "rooms/policy/rules.hpp"

namespace xiuhua::policy {
namespace {

using Names = std::map<std::string, std::string>;

Result<Names> makers(Tx& tx, const std::vector<PolicyVersion>& versions) {
    std::vector<UserId> ids;
    for (const PolicyVersion& version : versions) {
        if (!version.made_by.is_nil() &&
            std::find(ids.begin(), ids.end(), version.made_by) == ids.end()) {
            ids.push_back(version.made_by);
        }
    }
    return access::user_names(tx, ids);
}

// The same choice as policy::in_force makes, over what was read already.
std::map<std::string, int> in_force_on(const std::vector<PolicyVersion>& versions, Date day) {
    std::map<std::string, const PolicyVersion*> best;
    for (const PolicyVersion& version : versions) {
        const PolicyVersion*& held = best[version.name];
        if (version.valid_from <= day &&
            (held == nullptr || std::pair{held->valid_from, held->version} <
                                    std::pair{version.valid_from, version.version})) {
            held = &version;
        }
    }
    std::map<std::string, int> numbers;
    for (const auto& [name, version] : best) {
        numbers[name] = version == nullptr ? 0 : version->version;
    }
    return numbers;
}

// "days" of the body is "body.days" of the command.
Error within_body(Error error) {
    if (error.key == "policy.unknown_name") {
        return error;
    }
    if (error.fields.empty()) {
        error.field = error.field.empty() ? "body" : "body." + error.field;
    }
    for (FieldError& field : error.fields) {
        field.field = "body." + field.field;
    }
    if (error.fields.size() == 1) {
        error.field = error.fields.front().field;
    }
    return error;
}

}  // namespace

Result<Page<PolicyVersionView>> list_versions(Context& context, const PolicyFilter& filter) {
    XH_TRY(versions, list(context.tx, filter.name.value_or("")));
    XH_TRY(names, makers(context.tx, versions));
    const auto in_force = in_force_on(versions, office_date(context.now));
    Page<PolicyVersionView> page;
    for (const PolicyVersion& version : versions) {
        page.items.push_back(view(version, names, in_force.at(version.name) == version.version));
    }
    return page;
}

Result<Page<PolicyVersionView>> versions_in_force(Context& context, const PolicyDay& day) {
    XH_TRY(versions, list(context.tx, ""));
    XH_TRY(names, makers(context.tx, versions));
    const auto in_force = in_force_on(versions, day.day.value_or(office_date(context.now)));
    Page<PolicyVersionView> page;
    for (const PolicyVersion& version : versions) {
        if (in_force.at(version.name) == version.version) {
            page.items.push_back(view(version, names, true));
        }
    }
    return page;
}

Result<PolicyVersionView> add_version(Context& context, const PolicyValidators& validators,
                                      const NewPolicyVersion& wanted) {
    XH_DO(check_new_version(wanted, office_date(context.now)));
    if (auto checked = validators.check(wanted.name, wanted.body); !checked) {
        return fail(within_body(std::move(checked.error())));
    }
    XH_TRY(version, add(context.tx, {wanted.name, 0, wanted.valid_from, wanted.source, wanted.body,
                                     context.viewer.user, context.now}));
    const std::string facts = "{\"name\":\"" + version.name +
                              "\",\"version\":" + std::to_string(version.version) +
                              ",\"valid_from\":\"" + to_text(version.valid_from) + "\"}";
    const std::string subject = version.name + "/" + std::to_string(version.version);
    XH_DO(audit::append(context.tx, context.now,
                        {context.viewer.user,
                         "policy.add",
                         "policy",
                         subject,
                         std::nullopt,
                         "",
                         version.source,
                         {facts}}));
    XH_DO(outbox::append(context.tx, context.now,
                         {"policy.version_added", subject, "", {}, {facts}}));
    XH_TRY(versions, list(context.tx, version.name));
    const auto in_force = in_force_on(versions, office_date(context.now));
    return view(version, {{to_text(context.viewer.user), context.viewer.name}},
                in_force.at(version.name) == version.version);
}

}  // namespace xiuhua::policy
