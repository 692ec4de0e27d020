#include "rooms/documents/paper_flow.hpp"

namespace xiuhua::documents {
namespace {

class Pages {
  public:
    Pages(const std::vector<Piece>& pieces, const FlowArea& area)
        : pieces_(pieces), area_(area), top_(area.first_top) {}

    // The end of the chain of kept pieces that begins at `first`.
    std::size_t chain_end(std::size_t first) const {
        std::size_t end = first;
        while (end + 1 < pieces_.size() && pieces_[end].keep == Keep::with_next) {
            ++end;
        }
        return end + 1;
    }
    bool fits(std::size_t first, std::size_t end) const {
        double height = 0;
        for (std::size_t i = first; i < end; ++i) {
            height += pieces_[i].height + (i == first && fresh_ ? 0 : pieces_[i].space_before);
        }
        return top_ + height <= area_.bottom;
    }
    void turn() {
        ++page_;
        top_ = area_.top;
        fresh_ = true;
    }
    void place(std::size_t index) {
        const Piece& piece = pieces_[index];
        if (fresh_ && page_ > 0 && piece.head) {
            placed_.push_back({index, page_, top_, true});
            top_ += piece.head->height;
        }
        top_ += fresh_ ? 0 : piece.space_before;
        placed_.push_back({index, page_, top_, false});
        top_ += piece.height;
        fresh_ = false;
    }
    bool fresh() const { return fresh_; }
    std::vector<PlacedPiece> take() { return std::move(placed_); }

  private:
    const std::vector<Piece>& pieces_;
    const FlowArea& area_;
    std::vector<PlacedPiece> placed_;
    int page_ = 0;
    double top_;
    bool fresh_ = true;
};

}  // namespace

std::vector<PlacedPiece> flow(const std::vector<Piece>& pieces, const FlowArea& area) {
    Pages pages{pieces, area};
    for (std::size_t i = 0; i < pieces.size();) {
        const std::size_t end = pages.chain_end(i);
        if (!pages.fits(i, end) && !pages.fresh()) {
            pages.turn();
        }
        for (; i < end; ++i) {
            if (!pages.fits(i, i + 1) && !pages.fresh()) {
                pages.turn();
            }
            pages.place(i);
        }
    }
    return pages.take();
}

}  // namespace xiuhua::documents
