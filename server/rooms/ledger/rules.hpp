#pragma once
// Pure decisions about saved views.
#include "kernel/result.hpp"
#include "kernel/viewer.hpp"
#include "rooms/ledger/model.hpp"

namespace xiuhua::ledger {

inline constexpr std::size_t name_bytes_max = 60;  // 20 Chinese characters: it stands on a button.
inline constexpr std::size_t key_bytes_max = 40;
inline constexpr std::size_t value_bytes_max = 200;
inline constexpr std::size_t filters_max = 20;
inline constexpr std::size_t columns_max = 60;
inline constexpr std::size_t views_max = 50;  // Of one person and ledger; more nobody finds again.

// `invalid` with the field at fault. A search word is not kept (ledger.text_not_kept): it is somebody's name or number.
Done check_view(const SavedView& view);
// Sharing is for who answers for others, and reaches no further than the own areas: `forbidden` ledger.may_not_share,
// `invalid` ledger.area_not_yours.
enum class MayShare { no, yes };
Done check_sharing(const SavedView& view, const Scope& scope, MayShare may_share);
bool may_see(const SavedView& view, const Viewer& viewer);

}  // namespace xiuhua::ledger
