#pragma once
// Whole numbers of 0 to 64 bits, one after the other, lowest bit first.
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace xiuhua::tracking {

inline std::uint64_t low_bits(unsigned width) {
    return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

class BitWriter {
  public:
    // `value` has no bits above `width`.
    void put(std::uint64_t value, unsigned width) {
        pending_ |= value << filled_;
        if (filled_ + width >= 64) {
            flush_word();
            // A shift by 64 is undefined; at filled_ == 0 nothing is left over.
            pending_ = filled_ == 0 ? 0 : value >> (64 - filled_);
            filled_ = filled_ + width - 64;
        } else {
            filled_ += width;
        }
    }
    std::string take() {
        for (; filled_ > 0; filled_ -= filled_ < 8 ? filled_ : 8) {
            bytes_.push_back(static_cast<char>(pending_ & 0xff));
            pending_ >>= 8;
        }
        return std::move(bytes_);
    }

  private:
    void flush_word() {
        static_assert(std::endian::native == std::endian::little);
        const std::size_t end = bytes_.size();
        bytes_.resize(end + sizeof pending_);
        std::memcpy(bytes_.data() + end, &pending_, sizeof pending_);
    }
    std::string bytes_;
    std::uint64_t pending_ = 0;
    unsigned filled_ = 0;  // Always below 64.
};

// Reading beyond the end gives zeros and is remembered: ask failed() before believing anything.
class BitReader {
  public:
    explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t take(unsigned width) {
        if (width == 0) {
            return 0;
        }
        const std::size_t first = position_ / 8;
        const unsigned shift = position_ % 8;
        position_ += width;
        if (position_ > bytes_.size() * 8) {
            failed_ = true;
            return 0;
        }
        std::uint64_t value = word_at(first) >> shift;
        if (shift + width > 64) {
            const auto last = static_cast<unsigned char>(bytes_[first + 8]);
            value |= std::uint64_t{last} << (64 - shift);
        }
        return value & low_bits(width);
    }
    bool failed() const { return failed_; }
    // Whether nothing but the padding of the last byte is left.
    bool at_end() const { return (position_ + 7) / 8 == bytes_.size(); }

  private:
    std::uint64_t word_at(std::size_t first) const {
        std::uint64_t word = 0;
        const std::size_t left = bytes_.size() - first;
        if (left >= sizeof word) {
            std::memcpy(&word, bytes_.data() + first, sizeof word);
        } else {
            std::memcpy(&word, bytes_.data() + first, left);
        }
        return word;
    }
    std::string_view bytes_;
    std::size_t position_ = 0;
    bool failed_ = false;
};

}  // namespace xiuhua::tracking
