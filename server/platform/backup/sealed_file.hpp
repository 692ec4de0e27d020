#pragma once
// Files that leave the machine: compressed, and encrypted to a public key whose secret half is kept elsewhere, so
// that whoever holds the machine or the copies cannot read them. X25519 sealed box for the stream's key,
// XChaCha20-Poly1305 secretstream in chunks for the content (libsodium).
//
//   "XIUHUA-SEALED-1\n", length (4 bytes, little end first), header text (clear, authenticated: nothing personal),
//   sealed stream key (80 bytes), stream header (24 bytes), then chunks: length (4 bytes), ciphertext.
// The last chunk is marked, so a file that was cut off is known; the content is a zlib stream.
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::backup {

using PublicKey = std::array<unsigned char, 32>;
struct SecretKey {
    std::array<unsigned char, 32> bytes{};
    SecretKey() = default;
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();
};

// Makes `file` (mode 0600, never replaced) and answers the public key. `unavailable` backup.cannot_write.
Result<PublicKey> make_key_pair(const std::filesystem::path& file);
Result<SecretKey> read_secret_key(const std::filesystem::path& file);  // `invalid` backup.bad_key
PublicKey public_half(const SecretKey& secret);
// One line for a configuration: "xiuhua-backup-public-1 …".
std::string to_text(const PublicKey& key);
Result<PublicKey> parse_public_key(std::string_view text);  // `invalid` backup.bad_key

// Writes beside its place and appears there under its name, whole and on disk, only with finish().
// `unavailable` backup.cannot_write with the system's reason in the detail.
class SealedWriter {
  public:
    static constexpr std::size_t chunk_bytes = 64 << 10;
    // `growing`: stands under its name from the start, for a file that is read before it is finished.
    enum class Appears { when_finished, growing };

    static Result<std::unique_ptr<SealedWriter>> create(const std::filesystem::path& file,
                                                        const PublicKey& recipient,
                                                        std::string_view header,
                                                        Appears appears = Appears::when_finished);
    virtual ~SealedWriter() =
        default;  // Without finish(): removes what was begun, unless `growing`.
    virtual Done write(std::string_view bytes) = 0;
    // Everything written so far can be read from the disk after this.
    virtual Done flush() = 0;
    // Ends the stream, then reads the file back from the disk and opens it with the stream's key, which only this
    // object knows: what is not what was written is `unavailable` backup.damaged.
    virtual Done finish() = 0;
    virtual std::int64_t bytes_on_disk() const = 0;
};

class SealedReader {
  public:
    // `internal` backup.damaged, `invalid` backup.wrong_key.
    static Result<std::unique_ptr<SealedReader>> open(const std::filesystem::path& file,
                                                      const SecretKey& secret);
    virtual ~SealedReader() = default;
    virtual const std::string& header() const = 0;
    // At most `bytes_max` bytes; fewer only at the end. Empty: the end. A file that is not whole ends with
    // `internal` backup.damaged, or, when `growing`, at the last flush that can be read.
    virtual Result<std::string> read(std::size_t bytes_max) = 0;
    enum class Ends { marked, growing };
    virtual void ends(Ends how) = 0;
};

// The clear header alone, for lists: no secret is needed, and nothing vouches for it.
Result<std::string> read_header(const std::filesystem::path& file);

}  // namespace xiuhua::backup
