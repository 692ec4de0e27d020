#include "platform/backup/sealed_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "platform/backup/files.hpp"
#include "platform/crypto/password.hpp"

namespace xiuhua::backup {
namespace {

using Stream = crypto_secretstream_xchacha20poly1305_state;
using StreamKey = std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES>;

constexpr std::string_view magic = "XIUHUA-SEALED-1\n";
constexpr std::string_view secret_word = "xiuhua-backup-secret-1 ";
constexpr std::string_view public_word = "xiuhua-backup-public-1 ";
constexpr std::size_t header_bytes_max = 64 << 10;
constexpr std::size_t box_bytes = crypto_box_SEALBYTES + std::tuple_size_v<StreamKey>;
constexpr std::size_t added_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr int compression_level = 1;  // Half the size of level 0 at disk speed; 6 gains a tenth.

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

tl::unexpected<Error> damaged(std::string_view what) {
    return fail(ErrorCode::internal, "backup.damaged", {}, std::string{what});
}

std::string length_text(std::size_t length) {
    std::string text(4, '\0');
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[i] = static_cast<char>(length >> (8 * i));
    }
    return text;
}
std::size_t length_of(std::string_view text) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        length |= static_cast<std::size_t>(raw(text)[i]) << (8 * i);
    }
    return length;
}

// Reads chunks and gives back what was compressed into them.
class ReaderImpl final : public SealedReader {
  public:
    explicit ReaderImpl(File file) : file_(std::move(file)) { inflateInit(&inflate_); }
    ~ReaderImpl() override { inflateEnd(&inflate_); }

    Done begin(std::string* box) {
        XH_TRY(start, file_.read(magic.size() + 4));
        if (!start.starts_with(magic) || start.size() != magic.size() + 4) {
            return damaged("not such a file");
        }
        const std::size_t length = length_of(std::string_view{start}.substr(magic.size()));
        if (length > header_bytes_max) {
            return damaged("header");
        }
        XH_TRY(header, file_.read(length));
        XH_TRY(sealed, file_.read(box_bytes));
        if (header.size() != length || sealed.size() != box_bytes) {
            return damaged("header");
        }
        header_ = std::move(header);
        *box = std::move(sealed);
        return {};
    }
    Done take_key(const StreamKey& key) {
        XH_TRY(start, file_.read(crypto_secretstream_xchacha20poly1305_HEADERBYTES));
        if (start.size() != crypto_secretstream_xchacha20poly1305_HEADERBYTES ||
            crypto_secretstream_xchacha20poly1305_init_pull(&stream_, raw(start), key.data()) !=
                0) {
            return damaged("stream header");
        }
        return {};
    }

    const std::string& header() const override { return header_; }
    void ends(Ends how) override { growing_ = how == Ends::growing; }

    Result<std::string> read(std::size_t bytes_max) override {
        std::string out(bytes_max, '\0');
        inflate_.next_out = raw(out);
        inflate_.avail_out = static_cast<uInt>(bytes_max);
        while (inflate_.avail_out > 0 && !over_) {
            const int code = ::inflate(&inflate_, Z_SYNC_FLUSH);
            over_ = code == Z_STREAM_END;
            if (!over_ && code != Z_OK && code != Z_BUF_ERROR) {
                return damaged("compression");
            }
            if (!over_ && inflate_.avail_in == 0 && inflate_.avail_out > 0) {
                XH_TRY(more, next_chunk());
                if (!more) {
                    break;
                }
            }
        }
        out.resize(bytes_max - inflate_.avail_out);
        if (over_ && out.empty() && !last_seen_) {
            XH_TRY(more, next_chunk());  // The mark of the end may stand in a chunk of its own.
            if (more && !last_seen_) {
                return damaged("more after its end");
            }
        }
        return out;
    }

  private:
    // False: the file ends here, as it may.
    Result<bool> next_chunk() {
        if (last_seen_) {
            return false;
        }
        XH_TRY(size, file_.read(4));
        const std::size_t length = length_of(size);
        if (size.size() == 4 &&
            (length < added_bytes || length > SealedWriter::chunk_bytes + added_bytes)) {
            return damaged("chunk length");
        }
        std::string sealed;
        if (size.size() == 4) {
            XH_TRY(bytes, file_.read(length));
            sealed = std::move(bytes);
        }
        if (size.size() != 4 || sealed.size() != length) {
            if (growing_) {
                return false;
            }
            return damaged("it was cut off");
        }
        chunk_.resize(length - added_bytes);
        unsigned char tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&stream_, raw(chunk_), nullptr, &tag,
                                                       raw(sealed), sealed.size(), raw(header_),
                                                       header_.size()) != 0) {
            return damaged("a chunk was changed");
        }
        last_seen_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        inflate_.next_in = raw(chunk_);
        inflate_.avail_in = static_cast<uInt>(chunk_.size());
        return true;
    }

    File file_;
    std::string header_, chunk_;
    Stream stream_{};
    z_stream inflate_{};
    bool over_ = false, last_seen_ = false, growing_ = false;
};

class WriterImpl final : public SealedWriter {
  public:
    WriterImpl(std::filesystem::path file, std::string_view header, Appears appears)
        : file_(std::move(file)),
          being_written_(appears == Appears::growing ? file_ : partial_name(file_)),
          growing_(appears == Appears::growing),
          header_(header) {
        deflateInit(&deflate_, compression_level);
        crypto_generichash_init(&written_, nullptr, 0, crypto_generichash_BYTES);
    }
    ~WriterImpl() override {
        deflateEnd(&deflate_);
        sodium_memzero(key_.data(), key_.size());
        if (!finished_ && !growing_) {
            std::error_code ignored;
            std::filesystem::remove(being_written_, ignored);
        }
    }

    Done begin(const PublicKey& recipient) {
        if (!growing_) {
            std::error_code none;  // Left by a process that was killed.
            std::filesystem::remove(being_written_, none);
        }
        XH_TRY(out, File::make(being_written_));
        out_ = std::move(out);
        crypto_secretstream_xchacha20poly1305_keygen(key_.data());
        std::string start{magic};
        start += length_text(header_.size());
        start += header_;
        std::string box(box_bytes, '\0');
        crypto_box_seal(raw(box), key_.data(), key_.size(), recipient.data());
        start += box;
        std::string stream_header(crypto_secretstream_xchacha20poly1305_HEADERBYTES, '\0');
        crypto_secretstream_xchacha20poly1305_init_push(&stream_, raw(stream_header), key_.data());
        start += stream_header;
        return out_.write(start);
    }

    Done write(std::string_view bytes) override {
        crypto_generichash_update(&written_, raw(bytes), bytes.size());
        return compress(bytes, Z_NO_FLUSH);
    }
    Done flush() override {
        XH_DO(compress({}, Z_SYNC_FLUSH));
        XH_DO(push(crypto_secretstream_xchacha20poly1305_TAG_PUSH));
        return out_.sync();
    }
    Done finish() override {
        XH_DO(compress({}, Z_FINISH));
        XH_DO(push(crypto_secretstream_xchacha20poly1305_TAG_FINAL));
        XH_DO(out_.sync());
        bytes_ = out_.written();
        out_ = File{};
        XH_DO(read_back());
        if (!growing_) {
            XH_DO(rename_durably(being_written_, file_));
        }
        finished_ = true;
        return {};
    }
    std::int64_t bytes_on_disk() const override { return finished_ ? bytes_ : out_.written(); }

  private:
    Done compress(std::string_view bytes, int flush) {
        // zlib reads through a pointer that it does not declare const.
        deflate_.next_in = const_cast<unsigned char*>(raw(bytes));
        deflate_.avail_in = static_cast<uInt>(bytes.size());
        for (bool more = true; more;) {
            const std::size_t before = chunk_.size();
            chunk_.resize(chunk_bytes);
            deflate_.next_out = raw(chunk_) + before;
            deflate_.avail_out = static_cast<uInt>(chunk_bytes - before);
            const int code = ::deflate(&deflate_, flush);
            chunk_.resize(chunk_bytes - deflate_.avail_out);
            if (code == Z_STREAM_ERROR) {
                return fail(ErrorCode::internal, "backup.cannot_write", {}, "compression");
            }
            more = chunk_.size() == chunk_bytes && code != Z_STREAM_END;
            if (chunk_.size() == chunk_bytes) {
                XH_DO(push(0));
            }
        }
        return {};
    }
    Done push(unsigned char tag) {
        std::string sealed(chunk_.size() + added_bytes, '\0');
        crypto_secretstream_xchacha20poly1305_push(&stream_, raw(sealed), nullptr, raw(chunk_),
                                                   chunk_.size(), raw(header_), header_.size(),
                                                   tag);
        chunk_.clear();
        XH_DO(out_.write(length_text(sealed.size())));
        return out_.write(sealed);
    }
    Done read_back() {
        XH_TRY(file, File::open(being_written_));
        file.forget_cache();
        ReaderImpl reader{std::move(file)};
        std::string box;
        XH_DO(reader.begin(&box));
        XH_DO(reader.take_key(key_));
        crypto_generichash_state read;
        crypto_generichash_init(&read, nullptr, 0, crypto_generichash_BYTES);
        for (;;) {
            XH_TRY(bytes, reader.read(1 << 20));
            if (bytes.empty()) {
                break;
            }
            crypto_generichash_update(&read, raw(bytes), bytes.size());
        }
        std::array<unsigned char, crypto_generichash_BYTES> was{}, is{};
        crypto_generichash_final(&written_, was.data(), was.size());
        crypto_generichash_final(&read, is.data(), is.size());
        if (was != is) {
            return fail(ErrorCode::unavailable, "backup.damaged", {}, "read back differently");
        }
        return {};
    }

    const std::filesystem::path file_, being_written_;
    const bool growing_;
    const std::string header_;
    File out_;
    StreamKey key_{};
    Stream stream_{};
    z_stream deflate_{};
    crypto_generichash_state written_{};
    std::string chunk_;
    std::int64_t bytes_ = 0;
    bool finished_ = false;
};

}  // namespace

SecretKey::~SecretKey() {
    sodium_memzero(bytes.data(), bytes.size());
}

Result<PublicKey> make_key_pair(const std::filesystem::path& file) {
    XH_DO(crypto::start());
    PublicKey open{};
    SecretKey secret;
    crypto_box_keypair(open.data(), secret.bytes.data());
    std::string text{secret_word};
    text += crypto::base64url(
        {reinterpret_cast<const char*>(secret.bytes.data()), secret.bytes.size()});
    text += "\n";
    XH_TRY(out, File::make(file));
    const Done written = out.write(text);
    sodium_memzero(text.data(), text.size());
    XH_DO(written);
    XH_DO(out.sync());
    return open;
}

Result<SecretKey> read_secret_key(const std::filesystem::path& file) {
    XH_DO(crypto::start());
    XH_TRY(in, File::open(file));
    XH_TRY(text, in.read(256));
    const auto bytes = text.starts_with(secret_word)
                           ? crypto::parse_base64url(first_line(text).substr(secret_word.size()))
                           : std::nullopt;
    SecretKey key;
    if (!bytes || bytes->size() != key.bytes.size()) {
        return fail(ErrorCode::invalid, "backup.bad_key", {}, file.string());
    }
    std::memcpy(key.bytes.data(), bytes->data(), key.bytes.size());
    return key;
}

PublicKey public_half(const SecretKey& secret) {
    PublicKey open{};
    crypto_scalarmult_base(open.data(), secret.bytes.data());
    return open;
}

std::string to_text(const PublicKey& key) {
    return std::string{public_word} +
           crypto::base64url({reinterpret_cast<const char*>(key.data()), key.size()});
}

Result<PublicKey> parse_public_key(std::string_view text) {
    PublicKey key{};
    const auto bytes = text.starts_with(public_word)
                           ? crypto::parse_base64url(first_line(text).substr(public_word.size()))
                           : std::nullopt;
    if (!bytes || bytes->size() != key.size()) {
        return fail(ErrorCode::invalid, "backup.bad_key");
    }
    std::memcpy(key.data(), bytes->data(), key.size());
    return key;
}

Result<std::unique_ptr<SealedWriter>> SealedWriter::create(const std::filesystem::path& file,
                                                           const PublicKey& recipient,
                                                           std::string_view header,
                                                           Appears appears) {
    XH_DO(crypto::start());
    auto writer = std::make_unique<WriterImpl>(file, header, appears);
    XH_DO(writer->begin(recipient));
    return std::unique_ptr<SealedWriter>{std::move(writer)};
}

Result<std::unique_ptr<SealedReader>> SealedReader::open(const std::filesystem::path& file,
                                                         const SecretKey& secret) {
    XH_DO(crypto::start());
    XH_TRY(in, File::open(file));
    auto reader = std::make_unique<ReaderImpl>(std::move(in));
    std::string box;
    XH_DO(reader->begin(&box));
    StreamKey key{};
    const PublicKey open = public_half(secret);
    if (crypto_box_seal_open(key.data(), raw(box), box.size(), open.data(), secret.bytes.data()) !=
        0) {
        return fail(ErrorCode::invalid, "backup.wrong_key", {}, file.string());
    }
    const Done taken = reader->take_key(key);
    sodium_memzero(key.data(), key.size());
    XH_DO(taken);
    return std::unique_ptr<SealedReader>{std::move(reader)};
}

Result<std::string> read_header(const std::filesystem::path& file) {
    XH_TRY(in, File::open(file));
    ReaderImpl reader{std::move(in)};
    std::string box;
    XH_DO(reader.begin(&box));
    return reader.header();
}

}  // namespace xiuhua::backup
