#pragma once
// What a screen shows of a personal value when the viewer has not asked to see it clear. A mask never lets the whole
// value be guessed from what it leaves, and shows nothing of values too short to hide in.
#include <string>
#include <string_view>

namespace xiuhua {

// "410***********1234"; other documents "E1*****78"; up to five characters "***".
std::string mask_identity(std::string_view number);
// "138****5678", "0371-****1234", "+852****4567"
std::string mask_phone(std::string_view number);
// "王*", "王**", "欧阳*"; Latin names "J***".
std::string mask_name(std::string_view name);

}  // namespace xiuhua
