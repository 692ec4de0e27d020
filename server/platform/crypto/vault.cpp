#include "platform/crypto/vault.hpp"

#include <sodium.h>

#include <cstring>

#include "platform/crypto/kept_key.hpp"
#include "platform/crypto/key_file.hpp"
#include "platform/crypto/password.hpp"

namespace xiuhua {
namespace {

using Key = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;
static_assert(std::tuple_size_v<crypto::MasterKey> == crypto_kdf_KEYBYTES);

// A key in memory is wiped when it is no longer needed.
class WipedKey {
  public:
    WipedKey() = default;
    ~WipedKey() { sodium_memzero(key_.data(), key_.size()); }
    WipedKey(const WipedKey&) = default;
    WipedKey& operator=(const WipedKey&) = default;
    unsigned char* data() { return key_.data(); }
    const unsigned char* data() const { return key_.data(); }
    static constexpr std::size_t size() { return std::tuple_size_v<Key>; }

  private:
    Key key_{};
};

// What each derived key is for. The numbers are part of the format: never reused.
enum class Derived : std::uint64_t { wrapping = 1, lookup = 2, own = 3, signing = 4 };
constexpr const char derivation_context[] = "xiuhua01";
static_assert(sizeof derivation_context == crypto_kdf_CONTEXTBYTES + 1);

// Sealed: version, generation (4 bytes, little end first), nonce, ciphertext with tag.
constexpr char sealed_version = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t header_bytes = 1 + 4;

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* raw(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Bytes encrypt(const WipedKey& key, std::uint32_t generation, std::string_view context,
              std::string_view plain) {
    Bytes sealed;
    sealed.data.resize(header_bytes + nonce_bytes + plain.size() + tag_bytes);
    unsigned char* out = raw(sealed.data);
    out[0] = static_cast<unsigned char>(sealed_version);
    for (int i = 0; i < 4; ++i) {
        out[1 + i] = static_cast<unsigned char>(generation >> (8 * i));
    }
    unsigned char* nonce = out + header_bytes;
    randombytes_buf(nonce, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, raw(plain),
                                               plain.size(), raw(context), context.size(), nullptr,
                                               nonce, key.data());
    return sealed;
}

std::optional<std::uint32_t> generation_of(const Bytes& sealed) {
    if (sealed.data.size() < header_bytes + nonce_bytes + tag_bytes ||
        sealed.data[0] != sealed_version) {
        return std::nullopt;
    }
    std::uint32_t generation = 0;
    for (int i = 0; i < 4; ++i) {
        generation |= static_cast<std::uint32_t>(raw(sealed.data)[1 + i]) << (8 * i);
    }
    return generation;
}

std::optional<std::string> decrypt(const WipedKey& key, std::string_view context,
                                   const Bytes& sealed) {
    if (!generation_of(sealed)) {
        return std::nullopt;
    }
    const unsigned char* nonce = raw(sealed.data) + header_bytes;
    const std::size_t length = sealed.data.size() - header_bytes - nonce_bytes;
    std::string plain(length - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain), nullptr, nullptr,
                                                   nonce + nonce_bytes, length, raw(context),
                                                   context.size(), nonce, key.data()) != 0) {
        return std::nullopt;
    }
    return plain;
}

struct StoredKey {
    std::int64_t generation = 0;
    Bytes wrapped;
    bool destroyed = false;
};
BOOST_DESCRIBE_STRUCT(StoredKey, (), (generation, wrapped, destroyed))

constexpr Query newest_key{
    "vault.newest_key",
    "SELECT generation, wrapped, destroyed FROM sealing_key "
    "WHERE person_id = ?1 AND purpose = ?2 ORDER BY generation DESC LIMIT 1"};
constexpr Query key_of_generation{"vault.key_of_generation",
                                  "SELECT generation, wrapped, destroyed FROM sealing_key "
                                  "WHERE person_id = ?1 AND purpose = ?2 AND generation = ?3"};
constexpr Query insert_key{
    "vault.insert_key",
    "INSERT INTO sealing_key (person_id, purpose, generation, wrapped, destroyed) "
    "VALUES (?1, ?2, ?3, ?4, 0)"};
constexpr Query destroy_keys{"vault.destroy_keys",
                             "UPDATE sealing_key SET wrapped = ?3, destroyed = 1 "
                             "WHERE person_id = ?1 AND purpose = ?2 AND destroyed = 0"};
// One round trip instead of two where each costs as much as the sealing: makes the first key, or finds what there is.
// SQLite has no statement that does both and no round trip to spare.
constexpr Query first_or_newest_key{
    "vault.first_or_newest_key",
    "WITH made AS (INSERT INTO sealing_key (person_id, purpose, generation, wrapped, destroyed) "
    "VALUES (?1, ?2, 1, ?3, 0) ON CONFLICT (person_id, purpose, generation) DO NOTHING "
    "RETURNING generation, wrapped, destroyed) "
    "SELECT generation, wrapped, destroyed FROM made UNION ALL "
    "(SELECT generation, wrapped, destroyed FROM sealing_key "
    "WHERE person_id = ?1 AND purpose = ?2 ORDER BY generation DESC LIMIT 1)"};
constexpr Query find_fingerprint{"vault.find_fingerprint",
                                 "SELECT fingerprint FROM sealing_master WHERE id = 1"};
constexpr Query insert_fingerprint{"vault.insert_fingerprint",
                                   "INSERT INTO sealing_master (id, fingerprint) VALUES (1, ?1)"};

// The key's place is authenticated with it: a wrapped key copied to another person does not open.
std::string wrapping_context(PersonId person, Purpose purpose, std::int64_t generation) {
    return "sealing_key." + to_text(person) + "." + std::string{json::enum_text(purpose)} + "." +
           std::to_string(generation);
}

// Unwrapped keys are not kept between calls. The look-up by primary key costs a few microseconds; a cache has to know
// about roll-backs, failed group commits and other processes that destroyed a key: who does, see kept_key.hpp.
class SodiumVault final : public Vault {
  public:
    explicit SodiumVault(const crypto::MasterKey& master) {
        derive(wrapping_, Derived::wrapping, master);
        derive(lookup_, Derived::lookup, master);
        derive(own_, Derived::own, master);
        WipedKey seed;
        derive(seed, Derived::signing, master);
        crypto_sign_seed_keypair(signing_public_.data(), signing_secret_.data(), seed.data());
    }
    ~SodiumVault() override { sodium_memzero(signing_secret_.data(), signing_secret_.size()); }

    Done bind(Tx& tx) override {
        const std::string own = lookup_hash("master_fingerprint", "");
        XH_TRY(known, tx.row<std::string>(find_fingerprint));
        if (!known) {
            XH_DO(tx.exec(insert_fingerprint, own));
        } else if (*known != own) {
            return fail(ErrorCode::internal, "vault.wrong_master_key");
        }
        return {};
    }

    Result<Bytes> seal(Tx& tx, PersonId person, Purpose purpose, std::string_view context,
                       std::string_view plain) override {
        const std::array<Plain, 1> values{Plain{context, plain}};
        XH_TRY(sealed, seal_all(tx, person, purpose, values));
        return std::move(sealed.front());
    }

    Result<std::vector<Bytes>> seal_all(Tx& tx, PersonId person, Purpose purpose,
                                        std::span<const Plain> values) override {
        XH_TRY(known, newest(tx, person, purpose));
        std::vector<Bytes> sealed;
        sealed.reserve(values.size());
        for (const Plain& value : values) {
            sealed.push_back(encrypt(known.key, known.generation, value.context, value.text));
        }
        return sealed;
    }

    Result<std::string> open(Tx& tx, PersonId person, Purpose purpose, std::string_view context,
                             const Bytes& sealed) override {
        return SodiumPersonKey{*this, tx, person, purpose}.open(context, sealed);
    }

    std::unique_ptr<PersonKey> key_of(Tx& tx, PersonId person, Purpose purpose) override {
        return std::make_unique<SodiumPersonKey>(*this, tx, person, purpose);
    }

    Done destroy(Tx& tx, PersonId person, Purpose purpose) override {
        XH_DO(tx.exec(destroy_keys, person, purpose, Bytes{}));
        return {};
    }

    std::string lookup_hash(std::string_view kind, std::string_view text) const override {
        std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
        crypto_generichash_state state;
        crypto_generichash_init(&state, lookup_.data(), WipedKey::size(), hash.size());
        crypto_generichash_update(&state, raw(kind), kind.size());
        const unsigned char separator = 0;  // "ab","c" and "a","bc" must differ.
        crypto_generichash_update(&state, &separator, 1);
        crypto_generichash_update(&state, raw(text), text.size());
        crypto_generichash_final(&state, hash.data(), hash.size());
        std::array<char, crypto_generichash_BYTES_MIN * 2 + 1> hex{};
        sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
        return std::string{hex.data()};
    }

    Bytes seal_own(std::string_view context, std::string_view plain) const override {
        return encrypt(own_, 0, context, plain);
    }
    Result<std::string> open_own(std::string_view context, const Bytes& sealed) const override {
        auto plain = decrypt(own_, context, sealed);
        if (!plain) {
            return tampered(context);
        }
        return std::move(*plain);
    }

    std::string sign(std::string_view text) const override {
        std::array<char, crypto_sign_BYTES> signature{};
        crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, raw(text),
                             text.size(), signing_secret_.data());
        return crypto::base64url({signature.data(), signature.size()});
    }
    bool verify(std::string_view text, std::string_view signature) const override {
        const auto bytes = crypto::parse_base64url(signature);
        return bytes && bytes->size() == crypto_sign_BYTES &&
               crypto_sign_verify_detached(raw(*bytes), raw(text), text.size(),
                                           signing_public_.data()) == 0;
    }

    Result<std::unique_ptr<KeptKey>> keep(Tx& tx, PersonId person, Purpose purpose) const {
        XH_TRY(known, newest(tx, person, purpose));
        return std::make_unique<SodiumKeptKey>(known);
    }

  private:
    struct KnownKey {
        std::uint32_t generation = 0;
        WipedKey key;
    };

    class SodiumKeptKey final : public KeptKey {
      public:
        explicit SodiumKeptKey(const KnownKey& known) : known_(known) {}
        Bytes seal(std::string_view context, std::string_view plain) const override {
            return encrypt(known_.key, known_.generation, context, plain);
        }

      private:
        KnownKey known_;
    };

    class SodiumPersonKey final : public PersonKey {
      public:
        SodiumPersonKey(const SodiumVault& vault, Tx& tx, PersonId person, Purpose purpose)
            : vault_(vault), tx_(tx), person_(person), purpose_(purpose) {}

        Result<Bytes> seal(std::string_view context, std::string_view plain) override {
            if (!newest_) {
                XH_TRY(found, vault_.newest(tx_, person_, purpose_));
                newest_ = std::move(found);
            }
            return encrypt(newest_->key, newest_->generation, context, plain);
        }
        Result<std::string> open(std::string_view context, const Bytes& sealed) override {
            if (sealed.data.empty()) {  // Emptied when its key was destroyed.
                return fail(ErrorCode::conflict, "vault.destroyed");
            }
            const auto generation = generation_of(sealed);
            if (!generation) {
                return tampered(context);
            }
            XH_TRY(key, of_generation(*generation));
            auto plain = decrypt(*key, context, sealed);
            if (!plain) {
                return tampered(context);
            }
            return std::move(*plain);
        }

      private:
        // Almost everything was sealed with the key in use, which sealing wants next: that one first.
        Result<const WipedKey*> of_generation(std::uint32_t generation) {
            if (!asked_) {
                XH_TRY(stored, tx_.row<StoredKey>(newest_key, person_, purpose_));
                asked_ = true;
                if (stored && !stored->destroyed) {
                    newest_.emplace();
                    newest_->generation = static_cast<std::uint32_t>(stored->generation);
                    XH_DO(vault_.unwrap(person_, purpose_, *stored, newest_->key));
                }
            }
            if (newest_ && newest_->generation == generation) {
                return &newest_->key;
            }
            if (!opened_ || opened_->generation != generation) {
                XH_TRY(found, vault_.of_generation(tx_, person_, purpose_, generation));
                opened_ = std::move(found);
            }
            return &opened_->key;
        }

        const SodiumVault& vault_;
        Tx& tx_;
        const PersonId person_;
        const Purpose purpose_;
        bool asked_ = false;
        std::optional<KnownKey> newest_, opened_;
    };

    // The key that seals now; makes the next generation when there is none or it was destroyed.
    Result<KnownKey> newest(Tx& tx, PersonId person, Purpose purpose) const {
        XH_TRY(stored, tx.engine() == Engine::postgresql
                           ? first_or_newest(tx, person, purpose)
                           : tx.row<StoredKey>(newest_key, person, purpose));
        KnownKey known;
        if (stored && !stored->destroyed) {
            known.generation = static_cast<std::uint32_t>(stored->generation);
            XH_DO(unwrap(person, purpose, *stored, known.key));
            return known;
        }
        const std::int64_t generation = stored ? stored->generation + 1 : 1;
        known.generation = static_cast<std::uint32_t>(generation);
        randombytes_buf(known.key.data(), WipedKey::size());
        XH_DO(tx.exec(insert_key, person, purpose, generation,
                      wrap(known.key, person, purpose, generation)));
        return known;
    }
    Bytes wrap(const WipedKey& key, PersonId person, Purpose purpose,
               std::int64_t generation) const {
        return encrypt(wrapping_, 0, wrapping_context(person, purpose, generation),
                       {reinterpret_cast<const char*>(key.data()), WipedKey::size()});
    }
    Result<std::optional<StoredKey>> first_or_newest(Tx& tx, PersonId person,
                                                     Purpose purpose) const {
        WipedKey fresh;
        randombytes_buf(fresh.data(), WipedKey::size());
        return tx.row<StoredKey>(first_or_newest_key, person, purpose,
                                 wrap(fresh, person, purpose, 1));
    }
    Result<KnownKey> of_generation(Tx& tx, PersonId person, Purpose purpose,
                                   std::uint32_t generation) const {
        XH_TRY(stored, tx.row<StoredKey>(key_of_generation, person, purpose,
                                         static_cast<std::int64_t>(generation)));
        if (!stored) {
            return tampered("sealing_key");
        }
        if (stored->destroyed) {
            return fail(ErrorCode::conflict, "vault.destroyed");
        }
        KnownKey known;
        known.generation = generation;
        XH_DO(unwrap(person, purpose, *stored, known.key));
        return known;
    }

    static void derive(WipedKey& key, Derived what, const crypto::MasterKey& master) {
        crypto_kdf_derive_from_key(key.data(), WipedKey::size(), static_cast<std::uint64_t>(what),
                                   derivation_context, master.data());
    }
    static tl::unexpected<Error> tampered(std::string_view context) {
        return fail(ErrorCode::internal, "vault.tampered", {}, std::string{context});
    }
    Done unwrap(PersonId person, Purpose purpose, const StoredKey& stored, WipedKey& key) const {
        auto plain = decrypt(wrapping_, wrapping_context(person, purpose, stored.generation),
                             stored.wrapped);
        if (!plain || plain->size() != WipedKey::size()) {
            return tampered("sealing_key");
        }
        std::memcpy(key.data(), plain->data(), WipedKey::size());
        sodium_memzero(plain->data(), plain->size());
        return {};
    }

    WipedKey wrapping_, lookup_, own_;
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> signing_public_{};
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> signing_secret_{};
};

}  // namespace

Result<std::unique_ptr<KeptKey>> keep_key(Vault& vault, Tx& tx, PersonId person, Purpose purpose) {
    return dynamic_cast<SodiumVault&>(vault).keep(tx, person, purpose);
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& key_directory) {
    XH_DO(crypto::start());
    XH_TRY(master, crypto::read_or_make_master_key(key_directory / "master.key"));
    std::unique_ptr<Vault> vault = std::make_unique<SodiumVault>(master);
    sodium_memzero(master.data(), master.size());
    return vault;
}

}  // namespace xiuhua
