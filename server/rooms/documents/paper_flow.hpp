#pragma once
// A paper as a list of pieces that may not be cut, and the rule by which they fill pages. Pure but for `draw`.
#include <functional>
#include <memory>
#include <vector>

namespace xiuhua::documents {

enum class Keep { free, with_next };

struct Piece {
    double height = 0;
    double space_before = 0;  // Dropped at the top of a page.
    Keep keep = Keep::free;   // with_next: never the last on a page while more follows.
    std::function<void(double top)> draw;
    std::shared_ptr<const Piece> head;  // Repeated when a table goes on on a new page.
};

struct PlacedPiece {
    std::size_t piece = 0;
    int page = 0;
    double top = 0;
    bool head = false;  // The piece's head is drawn here, not the piece.
};

struct FlowArea {
    double first_top, top, bottom;  // The first page begins lower: it bears the letterhead.
};

// Pieces kept together move to the next page together; a chain longer than a page is cut where it must be.
std::vector<PlacedPiece> flow(const std::vector<Piece>& pieces, const FlowArea& area);

}  // namespace xiuhua::documents
