#include "kernel/text.hpp"

#include <doctest/doctest.h>

#include "kernel/cut.hpp"

using namespace xiuhua;

TEST_CASE("a line typed with a Chinese keyboard is stored as one would print it") {
    struct Row {
        std::string_view typed, stored;
    };
    for (const Row& row : {
             Row{"", ""},
             Row{"　 　", ""},
             Row{"  姚桥家园　３号楼\t ", "姚桥家园 3号楼"},
             Row{"ＡＢ－１２（ｃ）", "AB-12(c)"},
             Row{"\xEF\xBB\xBF姓名\r\n", "姓名"},
             Row{"王\xC2\xA0\xC2\xA0伟", "王 伟"},
             Row{"a\xE2\x80\x8B", "a"},
         }) {
        CHECK(normalise_line(row.typed) == row.stored);
    }
    CHECK(trim("　王 伟　") == "王 伟");
    CHECK(trim("   ") == "");
    CHECK(to_half_width("１３８　ｘ") == "138 x");
    CHECK(without_blanks(" ４１０１ ０５\t") == "410105");
}

TEST_CASE("broken UTF-8 is noticed, and becomes the replacement character") {
    for (const std::string_view good : {"", "a\tb\r\n", "绣花", "\xF0\xA0\xAE\xB7"}) {
        CHECK(is_clean_utf8(good));
        CHECK(from_code_points(to_code_points(good)) == good);
    }
    for (const std::string_view bad :
         {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE7\xBB", "\x80", "a\x01", "\x7F"}) {
        CHECK_FALSE(is_clean_utf8(bad));
    }
    CHECK(from_code_points(to_code_points("a\xE7\xBB")) == "a\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(length_in_characters("𠮷野家") == 3);
}

TEST_CASE("a text that is too long is cut between two characters") {
    CHECK(first_bytes("签字", 6) == "签字");
    CHECK(first_bytes("签字", 5) == "签");
    CHECK(first_bytes("签字", 3) == "签");
    CHECK(first_bytes("签字", 2).empty());
    CHECK(first_bytes("a签", 1) == "a");
    CHECK(first_bytes("", 9).empty());
    CHECK(first_bytes("𠮷", 3).empty());
}

TEST_CASE("a name is found by its pinyin and initials, surnames read as surnames") {
    struct Row {
        std::string_view name, full, initials;
    };
    for (const Row& row : {
             Row{"王小明", "wangxiaoming", "wxm"},
             Row{"王　伟", "wangwei", "ww"},
             Row{"单雄信", "shanxiongxin", "sxx"},
             Row{"仇英", "qiuying", "qy"},
             Row{"区小红", "ouxiaohong", "oxh"},
             Row{"曾国强", "zengguoqiang", "zgq"},
             Row{"解放", "xiefang", "xf"},
             Row{"查良", "zhaliang", "zl"},
             Row{"朴善花", "piaoshanhua", "psh"},
             Row{"尉迟恭", "yuchigong", "ycg"},
             Row{"尉健行", "weijianxing", "wjx"},
             Row{"万俟雪", "moqixue", "mqx"},
             Row{"欧阳修", "ouyangxiu", "oyx"},
             Row{"翟志刚", "zhaizhigang", "zzg"},
             Row{"任华", "renhua", "rh"},
             Row{"乐毅", "yueyi", "yy"},
             Row{"吕布", "lvbu", "lb"},
             Row{"卢布", "lubu", "lb"},
             Row{"李乐", "lile", "ll"},
             Row{"John Smith", "johnsmith", "js"},
             Row{"阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"},
             Row{"", "", ""},
         }) {
        CAPTURE(row.name);
        const Pinyin pinyin = pinyin_of_name(row.name);
        CHECK(pinyin.full == row.full);
        CHECK(pinyin.initials == row.initials);
    }
    CHECK(pinyin_of("姚桥家园3号楼").full == "yaoqiaojiayuan3haolou");
    CHECK(pinyin_of("姚桥家园3号楼").initials == "yqjy3hl");
    CHECK(pinyin_query("Lü Bù") == "lvbu");
    CHECK(pinyin_query("WANG xm") == "wangxm");
}
