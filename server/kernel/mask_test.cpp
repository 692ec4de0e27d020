#include "kernel/mask.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;

TEST_CASE("a mask shows enough to recognise and too little to know") {
    struct Row {
        std::string (*mask)(std::string_view);
        std::string_view value, shown;
    };
    for (const Row& row : {
             Row{mask_identity, "410105199001011234", "410***********1234"},
             Row{mask_identity, "E12345678", "E1*****78"},
             Row{mask_identity, "12345", "***"},
             Row{mask_identity, "军字第123号", "***"},
             Row{mask_identity, "", ""},
             Row{mask_phone, "13812345678", "138****5678"},
             Row{mask_phone, "0371-65501234", "0371-****1234"},
             Row{mask_phone, "0371-65501234-801", "0371-****1234"},
             Row{mask_phone, "+85291234567", "+852****4567"},
             Row{mask_phone, "+6412345", "+641**45"},
             Row{mask_phone, "12345", "***"},
             Row{mask_phone, "", ""},
             Row{mask_name, "王伟", "王*"},
             Row{mask_name, "王小明", "王**"},
             Row{mask_name, "欧阳修", "欧阳*"},
             Row{mask_name, "东方", "东*"},
             Row{mask_name, "John Smith", "J***"},
             Row{mask_name, "王", "*"},
             Row{mask_name, "", ""},
         }) {
        CAPTURE(row.value);
        CHECK(row.mask(row.value) == row.shown);
    }
}
