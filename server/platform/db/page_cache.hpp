#pragma once
// SQLite's own page cache, with one thing put right: it is not asked to look through itself after every commit.
//
// While a B-tree is balanced, two pages trade numbers by way of a third that no database uses, the one of the lock bytes
// at 1 GiB (balance_nonroot in btree.c). The cache notes it as the highest page it holds, and so the commit that follows,
// which drops pages beyond the file's end, walks every cached page to find none: 23 % of what a district's history costs
// to write (perf, 63,000 pages cached). Files over 1 GiB do not have this.
#include <algorithm>

namespace xiuhua::db {

// An upper bound of the page numbers a cache holds; a page that only passes through a number leaves no trace of it.
class HighestPage {
  public:
    void added(unsigned page) { highest_ = std::max(highest_, page); }
    void moved(unsigned from, unsigned to) {
        if (from == passing_) {
            passing_ = 0;
        }
        if (to > highest_) {
            highest_ =
                std::max(highest_, passing_);  // One at a time passes through; a second one stays.
            passing_ = to;
        }
    }
    // May there be pages from `first` on?
    bool reaches(unsigned first) const { return std::max(highest_, passing_) >= first; }
    // There are none from `first` (1 or more) on any longer.
    void cut(unsigned first) {
        highest_ = std::min(highest_, first - 1);
        passing_ = passing_ >= first ? 0 : passing_;
    }

  private:
    unsigned highest_ = 0, passing_ = 0;
};

// Before the first database is opened; asked again, it does nothing. Where SQLite already runs (a library may have
// started it), its cache stays as it is.
void use_page_cache();

}  // namespace xiuhua::db
