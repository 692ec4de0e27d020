#include "rooms/registry/rules_import.hpp"

#include <charconv>

#include "kernel/text.hpp"
#include "rooms/registry/rules.hpp"

namespace xiuhua::registry {
namespace {

using Titles = std::vector<std::string_view>;

// Known titles, as sheets of street offices bear them.
const std::vector<std::pair<ImportField, Titles>>& known_titles() {
    using enum ImportField;
    static const std::vector<std::pair<ImportField, Titles>> titles{
        {name, {"姓名", "居民姓名", "人员姓名", "名字", "name"}},
        {identity_number,
         {"身份证号", "身份证号码", "证件号码", "证件号", "公民身份号码", "身份证",
          "居民身份证号码", "idnumber"}},
        {identity_kind, {"证件类型", "证件种类"}},
        {phone,
         {"联系电话", "联系方式", "手机", "手机号", "手机号码", "电话", "电话号码", "本人电话",
          "phone"}},
        {sex, {"性别", "sex"}},
        {birth_date, {"出生日期", "出生年月", "出生年月日", "生日"}},
        {relation, {"与户主关系", "与户主的关系", "关系", "户主关系"}},
        {head_name, {"户主", "户主姓名"}},
        {community, {"社区", "社区名称", "所属社区", "村", "居委会", "村（社区）"}},
        {grid, {"网格", "所属网格", "网格名称"}},
        {estate, {"小区", "小区名称", "所在小区"}},
        {building, {"楼栋", "楼号", "栋", "幢", "楼栋号", "栋号", "楼"}},
        {unit, {"单元", "单元号"}},
        {room, {"房号", "室", "房间号", "门牌号", "户号", "室号", "房间", "门牌"}},
        {address,
         {"住址", "地址", "家庭住址", "现住址", "居住地址", "详细地址", "现居住地址", "家庭地址",
          "address"}},
        {own_key, {"编号", "人员编号", "档案号", "档案编号", "系统编号"}}};
    return titles;
}

// "姓 名*", "手机号码（必填）" → "姓名", "手机号码"
std::string bare_title(std::string_view title) {
    std::string text = to_lower_ascii(without_blanks(title));
    std::erase(text, '*');
    std::erase(text, '_');
    for (const std::string_view opening : {"(", "（", "[", "【", ":", "："}) {
        if (const auto at = text.find(opening); at != std::string::npos && at > 0) {
            text.erase(at);
        }
    }
    return text;
}

bool is_error_value(std::string_view cell) {
    for (const std::string_view value :
         {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}) {
        if (cell == value) {
            return true;
        }
    }
    return false;
}

// "4.10105199001010E+17": the reader's sign that the sheet had rounded a long number.
bool is_rounded(std::string_view cell) {
    return cell.find("E+") != std::string_view::npos;
}

std::optional<IdentityKind> kind_of_word(std::string_view text) {
    const std::string word = without_blanks(text);
    const auto holds = [&](std::string_view part) { return word.find(part) != std::string::npos; };
    if (word.empty()) {
        return std::nullopt;
    }
    if (holds("永久居留")) {
        return IdentityKind::permanent_resident_card;
    }
    if (holds("身份证") || holds("居住证")) {
        return IdentityKind::resident_identity_card;
    }
    if (holds("护照")) {
        return IdentityKind::passport;
    }
    if (holds("台")) {
        return IdentityKind::taiwan_permit;
    }
    if (holds("港澳")) {
        return IdentityKind::hong_kong_macao_permit;
    }
    if (holds("户口")) {
        return IdentityKind::household_register;
    }
    return IdentityKind::other;
}

class RowReader {
  public:
    RowReader(const ImportRow& row, const ImportMapping& mapping) : row_(row), mapping_(mapping) {}

    std::string cell(ImportField field) const {
        const auto found = mapping_.find(std::string{json::enum_text(field)});
        if (found == mapping_.end() || found->second < 0 ||
            static_cast<std::size_t>(found->second) >= row_.cells.size()) {
            return {};
        }
        return normalise_line(row_.cells[static_cast<std::size_t>(found->second)]);
    }
    bool is_blank() const { return is_blank_row(row_.cells); }
    std::vector<FieldError> error_values() const {
        std::vector<FieldError> wrong;
        for (const auto& [field, column] : mapping_) {
            const auto index = static_cast<std::size_t>(column);
            if (index < row_.cells.size() && is_error_value(row_.cells[index])) {
                wrong.push_back({field, "registry.cell_error"});
            }
        }
        return wrong;
    }

  private:
    const ImportRow& row_;
    const ImportMapping& mapping_;
};

void read_identity_cells(const RowReader& reader, ImportRecord& record) {
    std::string number = reader.cell(ImportField::identity_number);
    if (number.starts_with('\'')) {
        number.erase(0, 1);  // The apostrophe that makes a cell text, typed once too often.
    }
    if (is_rounded(number)) {
        record.wrong.push_back({"identity_number", "registry.identity_number_rounded"});
        number.clear();
    }
    record.facts.identity_kind = kind_of_word(reader.cell(ImportField::identity_kind))
                                     .value_or(likely_identity_kind(number));
    record.facts.secrets.identity_number = number;
}

void read_plain_cells(const RowReader& reader, ImportRecord& record) {
    record.facts.name = reader.cell(ImportField::name);
    std::string phone = reader.cell(ImportField::phone);
    record.facts.secrets.phone = phone.starts_with('\'') ? phone.substr(1) : phone;
    if (const std::string text = reader.cell(ImportField::sex); !text.empty()) {
        if (const auto sex = read_sex(text)) {
            record.facts.sex = *sex;
        } else {
            record.wrong.push_back({"sex", "registry.bad_sex"});
        }
    }
    if (const std::string text = reader.cell(ImportField::birth_date); !text.empty()) {
        record.facts.birth_date = read_date(text);
        if (!record.facts.birth_date) {
            record.wrong.push_back({"birth_date", "registry.bad_birth_date"});
        }
    }
    record.facts.relation = read_relation(reader.cell(ImportField::relation));
    record.community = reader.cell(ImportField::community);
    record.own_key = reader.cell(ImportField::own_key);
}

// Columns of places first; a whole address fills the levels that no column names.
void read_places(const RowReader& reader, ImportRecord& record) {
    std::map<AreaLevel, std::string> names;
    const auto take = [&](ImportField field, AreaLevel level) {
        if (std::string name = clean_area_name(reader.cell(field), level); !name.empty()) {
            names[level] = std::move(name);
        }
    };
    take(ImportField::grid, AreaLevel::grid);
    take(ImportField::estate, AreaLevel::estate);
    take(ImportField::building, AreaLevel::building);
    take(ImportField::unit, AreaLevel::unit);
    take(ImportField::room, AreaLevel::household);
    if (const std::string line = reader.cell(ImportField::address); !line.empty()) {
        const AddressWords words = parse_address(line);
        for (const PlaceName& place : words.places) {
            names.try_emplace(place.level, place.name);
        }
        record.facts.secrets.address = words.rest;
    }
    record.says_home = names.contains(AreaLevel::household);
    if (!names.contains(AreaLevel::household)) {
        std::string head = reader.cell(ImportField::head_name);
        if (head.empty() && record.facts.relation == Relation::head) {
            head = record.facts.name;
        }
        names[AreaLevel::household] = head.empty() ? "未编户" : head + "户";
    }
    for (auto& [level, name] : names) {
        record.places.push_back({level, std::move(name)});
    }
}

}  // namespace

bool is_blank_row(const std::vector<std::string>& cells) {
    return std::all_of(cells.begin(), cells.end(),
                       [](const std::string& cell) { return trim(cell).empty(); });
}

std::optional<ImportField> field_of_title(std::string_view title) {
    const std::string bare = bare_title(title);
    for (const auto& [field, titles] : known_titles()) {
        if (std::find(titles.begin(), titles.end(), bare) != titles.end()) {
            return field;
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> find_header(const std::vector<ImportRow>& first_rows) {
    constexpr std::int64_t header_row_max = 30;
    std::optional<std::int64_t> best;
    std::size_t most = 1;
    for (const ImportRow& row : first_rows) {
        if (row.number > header_row_max) {
            break;
        }
        const ImportMapping known = suggest_mapping(row.cells);
        if (known.size() > most && known.contains("name")) {
            most = known.size();
            best = row.number;
        }
    }
    return best;
}

ImportMapping suggest_mapping(const std::vector<std::string>& titles) {
    ImportMapping mapping;
    for (std::size_t column = 0; column < titles.size(); ++column) {
        if (const auto field = field_of_title(titles[column])) {
            mapping.try_emplace(std::string{json::enum_text(*field)},
                                static_cast<std::int64_t>(column));
        }
    }
    return mapping;
}

Done check_mapping(const ImportMapping& mapping, std::size_t columns) {
    std::vector<std::int64_t> used;
    for (const auto& [field, column] : mapping) {
        const std::string path = "columns." + field;
        if (!json::parse_enum<ImportField>(field)) {
            return fail(ErrorCode::invalid, "registry.mapping_field", path);
        }
        if (column < 0 || static_cast<std::size_t>(column) >= columns ||
            std::find(used.begin(), used.end(), column) != used.end()) {
            return fail(ErrorCode::invalid, "registry.mapping_column", path);
        }
        used.push_back(column);
    }
    return mapping.contains("name")
               ? Done{}
               : Done{fail(ErrorCode::invalid, "registry.mapping_without_name", "columns.name")};
}

std::optional<Date> read_date(std::string_view typed) {
    std::string text = without_blanks(typed.substr(0, typed.find(' ')));
    for (const std::string_view mark : {"年", "月", "/", "."}) {
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
            text.replace(at, mark.size(), "-");
        }
    }
    for (const std::string_view mark : {"日", "号"}) {
        if (text.ends_with(mark)) {
            text.erase(text.size() - mark.size());
        }
    }
    if (text.find('-') == std::string::npos) {
        int number = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) {
            return std::nullopt;
        }
        if (text.size() == 8) {
            return parse_date(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6));
        }
        // A serial number without its format: days from 1899-12-30, of a living person's years.
        constexpr int serial_min = 61, serial_max = 73'050;
        return text.size() <= 5 && number >= serial_min && number <= serial_max
                   ? std::optional<Date>{Date{std::chrono::year{1899} / 12 / 30} +
                                         std::chrono::days{number}}
                   : std::nullopt;
    }
    const auto first = text.find('-');
    const auto second = text.find('-', first + 1);
    if (first != 4 || second == std::string::npos) {
        return std::nullopt;
    }
    return parse_date(fmt::format("{}-{:0>2}-{:0>2}", text.substr(0, 4),
                                  text.substr(5, second - first - 1), text.substr(second + 1)));
}

std::optional<Sex> read_sex(std::string_view typed) {
    const std::string text = to_upper_ascii(without_blanks(typed));
    if (text.empty() || text == "0" || text == "未知") {
        return Sex::unknown;
    }
    if (text == "男" || text == "男性" || text == "1" || text == "M") {
        return Sex::male;
    }
    if (text == "女" || text == "女性" || text == "2" || text == "F") {
        return Sex::female;
    }
    if (text == "9" || text == "未说明") {
        return Sex::unspecified;
    }
    return std::nullopt;
}

Relation read_relation(std::string_view typed) {
    const std::string text = without_blanks(typed);
    const auto holds = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    if (text.empty()) {
        return Relation::unknown;
    }
    if (text == "户主" || text == "本人") {
        return Relation::head;
    }
    if (holds("租")) {
        return Relation::tenant;
    }
    if (holds("孙")) {
        return Relation::grandchild;
    }
    if (holds("祖") || holds("爷") || holds("奶") || holds("外公") || holds("外婆")) {
        return Relation::grandparent;
    }
    if (holds("妻") || holds("夫") || holds("配偶") || holds("老婆") || holds("爱人")) {
        return Relation::spouse;
    }
    if (holds("父") || holds("母")) {
        return Relation::parent;
    }
    if (holds("兄") || holds("弟") || holds("姐") || holds("妹") || holds("哥")) {
        return Relation::sibling;
    }
    if (holds("子") || holds("女") || holds("儿")) {
        return Relation::child;
    }
    return Relation::other;
}

ImportRecord read_record(const ImportRow& row, const ImportMapping& mapping, Date today) {
    const RowReader reader{row, mapping};
    ImportRecord record;
    if (reader.is_blank()) {
        record.is_blank = true;
        return record;
    }
    record.wrong = reader.error_values();
    if (!record.wrong.empty()) {
        return record;
    }
    read_plain_cells(reader, record);
    read_identity_cells(reader, record);
    read_places(reader, record);
    auto checked = check_person(record.facts, today, Strictness::as_it_comes);
    if (checked) {
        record.facts = std::move(*checked);
    } else {
        const auto& fields = checked.error().fields;
        record.wrong.insert(record.wrong.end(), fields.begin(), fields.end());
    }
    return record;
}

bool is_somebody_else(const PersonFacts& stored, const PersonFacts& said) {
    bool agrees = stored.name == said.name, differs = false;
    const auto compare = [&](const auto& a, const auto& b, bool both_known) {
        agrees = agrees || (both_known && a == b);
        differs = differs || (both_known && a != b);
    };
    const Secrets& own = stored.secrets;
    const Secrets& theirs = said.secrets;
    compare(own.identity_number, theirs.identity_number,
            !own.identity_number.empty() && !theirs.identity_number.empty());
    compare(own.phone, theirs.phone, !own.phone.empty() && !theirs.phone.empty());
    compare(stored.birth_date, said.birth_date, stored.birth_date && said.birth_date);
    return differs && !agrees;
}

Result<PersonFacts> updated_facts(const PersonFacts& stored, const ImportRecord& row, Date today) {
    PersonFacts facts = stored;
    const PersonFacts& said = row.facts;
    facts.name = said.name;
    if (said.sex != Sex::unknown) {
        facts.sex = said.sex;
    }
    if (said.birth_date) {
        facts.birth_date = said.birth_date;
    }
    if (!said.secrets.identity_number.empty()) {
        facts.identity_kind = said.identity_kind;
        facts.secrets.identity_number = said.secrets.identity_number;
    }
    if (!said.secrets.phone.empty()) {
        facts.secrets.phone = said.secrets.phone;
    }
    if (!said.secrets.address.empty()) {
        facts.secrets.address = said.secrets.address;
    }
    if (said.relation != Relation::unknown) {
        facts.relation = said.relation;
    }
    return check_person(std::move(facts), today, Strictness::as_it_comes);
}

std::string reason_text(std::string_view key) {
    static const std::map<std::string_view, std::string_view> texts{
        {"registry.name_missing", "请填写姓名。"},
        {"registry.too_long", "内容过长或含有不可用的字符。"},
        {"registry.birth_date_differs", "出生日期与身份证号码不一致。"},
        {"registry.birth_date_impossible", "出生日期不可能。"},
        {"registry.sex_differs", "性别与身份证号码不一致。"},
        {"registry.cell_error", "单元格是公式错误（如 #N/A）。"},
        {"registry.identity_number_rounded",
         "证件号码存成了数字，后几位已丢失；请把该列设为文本后重填。"},
        {"registry.bad_birth_date", "出生日期无法识别。"},
        {"registry.bad_sex", "性别请填男或女。"},
        {"registry.same_identity_in_sheet", "与表中另一行的证件号码相同。"},
        {"registry.already_registered", "此证件号码已在册，未重复登记。"},
        {"registry.registered_elsewhere", "此人登记在别的社区，本次导入不能改。"},
        {"registry.own_key_of_another", "此编号此前登记的是另一人，请核对。"},
        {"registry.identity_number_taken", "此证件号码已登记。"},
        {"registry.no_such_area", "没有这个区域。"},
        {"registry.area_full", "此处的编号已用完。"}};
    if (const auto found = texts.find(key); found != texts.end()) {
        return std::string{found->second};
    }
    if (key.starts_with("identity.")) {
        return key == "identity.bad_checksum" ? "证件号码校验位不对，请核对。"
               : key == "identity.bad_length" ? "证件号码位数不对。"
               : key == "identity.legacy_15" ? "十五位旧身份证号码已停用，请填十八位号码。"
                                             : "证件号码有误。";
    }
    if (key.starts_with("phone.")) {
        return "电话号码有误。";
    }
    return std::string{key};
}

std::string field_title(std::string_view field) {
    const auto known = json::parse_enum<ImportField>(field);
    for (const auto& [candidate, titles] : known_titles()) {
        if (known == candidate) {
            return std::string{titles.front()};
        }
    }
    return std::string{field};
}

}  // namespace xiuhua::registry
