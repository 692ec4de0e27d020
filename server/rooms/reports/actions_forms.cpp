#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/reports/actions.hpp"

namespace xiuhua::reports {
namespace {

Done tell(Context& context, const ReportForm& form, std::string_view action,
          const std::map<std::string, std::string>& facts) {
    XH_DO(audit::append(context.tx, context.now,
                        {.actor = context.viewer.user,
                         .action = std::string{action},
                         .subject_kind = "report_form",
                         .subject = to_text(form.id),
                         .person = {},
                         .area_code = "",
                         .reason = "",
                         .facts = {json::write(facts)}}));
    Event event;
    event.kind = "reports.form_changed";
    event.subject = to_text(form.id);
    return outbox::append(context.tx, context.now, event);
}

Result<ReportForm> form_in_use(Context& context, ReportFormId id) {
    XH_TRY(form, store::form(context.tx, id));
    if (!form) {
        return fail(ErrorCode::not_found, "reports.form_not_found");
    }
    if (form->retired) {
        return fail(ErrorCode::conflict, "reports.form_retired");
    }
    return std::move(*form);
}

Result<ReportFormVersion> newest_of(Context& context, const ReportForm& form) {
    XH_TRY(found, store::version(context.tx, form.id, form.newest));
    if (!found) {
        return fail(ErrorCode::internal, "reports.form_not_found");
    }
    return std::move(*found);
}

ReportFormVersion version_of(const Context& context, const ReportForm& form, const FormFile& file) {
    ReportFormVersion version;
    version.form = form.id;
    version.number = form.newest;
    version.file_name = file.file_name;
    version.digest = crypto::digest(file.bytes);
    version.size = static_cast<std::int64_t>(file.bytes.size());
    version.made_by = context.viewer.user;
    version.made_by_name = context.viewer.name;
    version.made_at = context.now;
    return version;
}

std::map<std::string, std::string> facts_of(const ReportFormVersion& version) {
    return {{"version", std::to_string(version.number)},
            {"names", std::to_string(version.cells.size())},
            {"digest", version.digest}};
}

Result<ReportForm> next_version(Context& context, ReportForm form) {
    if (form.newest >= versions_max) {
        return fail(ErrorCode::conflict, "reports.too_many_versions");
    }
    ++form.newest;
    return store::save(context.tx, std::move(form));
}

}  // namespace

Result<spreadsheet::FormNames> names_in(const FormFile& file) {
    if (file.file_name.empty() || !is_clean_utf8(file.file_name)) {
        return fail(ErrorCode::invalid, "reports.file_name_missing", "file_name");
    }
    if (file.file_name.size() > file_name_bytes_max) {
        return fail(ErrorCode::invalid, "reports.text_too_long", "file_name");
    }
    auto names = spreadsheet::read_form(file.bytes);
    if (!names && names.error().field.empty()) {
        names.error().field = "file";
    }
    return names;
}

Result<ReportFormView> add_form(Context& context, const FormFile& file,
                                const spreadsheet::FormNames& names) {
    XH_DO(check_title(file.title));
    XH_TRY(in_use, store::count_forms(context.tx));
    if (in_use >= forms_max) {
        return fail(ErrorCode::conflict, "reports.too_many_forms");
    }
    ReportForm form;
    form.id = new_id<ReportFormId>(context.now);
    form.title = trim(file.title);
    form.made_by = context.viewer.user;
    form.made_by_name = context.viewer.name;
    form.made_at = context.now;
    ReportFormVersion version = version_of(context, form, file);
    version.cells = cells_of(names, {});
    version.skipped = names.skipped;
    XH_DO(store::insert(context.tx, form));
    XH_DO(store::insert(context.tx, version, Bytes{file.bytes}));
    XH_DO(tell(context, form, "reports.upload_form", facts_of(version)));
    return form_view(context, form.id);
}

Result<ReportFormView> add_version(Context& context, ReportFormId id, const FormFile& file,
                                   const spreadsheet::FormNames& names) {
    XH_TRY(form, form_in_use(context, id));
    XH_TRY(before, newest_of(context, form));
    XH_TRY(saved, next_version(context, std::move(form)));
    ReportFormVersion version = version_of(context, saved, file);
    version.cells = cells_of(names, before.cells);
    version.skipped = names.skipped;
    XH_DO(store::insert(context.tx, version, Bytes{file.bytes}));
    XH_DO(tell(context, saved, "reports.upload_form", facts_of(version)));
    return form_view(context, id);
}

Result<ReportFormView> map_cells(Context& context, ReportFormId id, const FormMapping& mapping) {
    XH_TRY(form, form_in_use(context, id));
    form.version = mapping.version;
    XH_TRY(version, newest_of(context, form));
    XH_TRY(cells, with_choices(version.cells, mapping.cells));
    version.cells = std::move(cells);
    XH_TRY(used, store::is_used(context.tx, id, version.number));
    if (used) {
        XH_TRY(file, store::version_file(context.tx, id, version.number));
        XH_TRY(saved, next_version(context, std::move(form)));
        version.number = saved.newest;
        version.made_by = context.viewer.user;
        version.made_by_name = context.viewer.name;
        version.made_at = context.now;
        XH_DO(store::insert(context.tx, version, file.value_or(Bytes{})));
        XH_DO(tell(context, saved, "reports.map_form", facts_of(version)));
    } else {
        XH_TRY(saved, store::save(context.tx, std::move(form)));
        XH_DO(store::set_cells(context.tx, version));
        XH_DO(tell(context, saved, "reports.map_form", facts_of(version)));
    }
    return form_view(context, id);
}

Result<ReportFormView> retire_form(Context& context, ReportFormId id, const FormStep& step) {
    XH_TRY(form, form_in_use(context, id));
    form.version = step.version;
    form.retired = true;
    XH_TRY(saved, store::save(context.tx, std::move(form)));
    XH_DO(tell(context, saved, "reports.retire_form", {}));
    return form_view(context, id);
}

Result<ReportFormRow> form_row(Context& context, const ReportForm& form) {
    XH_TRY(version, newest_of(context, form));
    return ReportFormRow{
        form.id,           form.title,   form.newest, form.retired, unsaid(version.cells),
        form.made_by_name, form.made_at, form.version};
}

Result<Page<ReportFormRow>> form_page(Context& context) {
    XH_TRY(forms, store::forms(context.tx, page_rows_max));
    Page<ReportFormRow> page;
    for (const ReportForm& form : forms) {
        XH_TRY(row, form_row(context, form));
        page.items.push_back(std::move(row));
    }
    return page;
}

Result<ReportFormView> form_view(Context& context, ReportFormId id) {
    XH_TRY(form, store::form(context.tx, id));
    if (!form) {
        return fail(ErrorCode::not_found, "reports.form_not_found");
    }
    XH_TRY(row, form_row(context, *form));
    ReportFormView view{std::move(row), {}};
    XH_TRY(versions, store::versions(context.tx, id, versions_shown_max));
    for (ReportFormVersion& version : versions) {
        view.versions.push_back({version.number, version.file_name, version.digest, version.size,
                                 std::move(version.cells), std::move(version.skipped),
                                 version.made_by_name, version.made_at});
    }
    return view;
}

Result<NamedFile> form_file(Context& context, ReportFormId id, int number) {
    XH_TRY(version, store::version(context.tx, id, number));
    XH_TRY(file, store::version_file(context.tx, id, number));
    if (!version || !file) {
        return fail(ErrorCode::not_found, "reports.form_not_found");
    }
    return NamedFile{version->file_name, std::move(file->data)};
}

}  // namespace xiuhua::reports
