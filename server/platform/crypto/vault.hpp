#pragma once
// Sealing of personal columns with a key per person and purpose. Destroying the key destroys every copy of what
// it sealed, backups included (PIPL 47).
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/result.hpp"
#include "platform/db/db.hpp"

namespace xiuhua {

enum class Purpose {
    identity,  // Identity number, phone, address line: registry.
    health,    // Temperatures, symptoms, findings: isolation.
    papers,    // Filled fields and signatures of documents.
    tracking,  // Positions.
    care,      // Confidential notes.
    face,      // Templates.
};
BOOST_DESCRIBE_ENUM(Purpose, identity, health, papers, tracking, care, face)

// One person's key for one purpose, looked up once for many values. Not to be kept beyond the Tx it was made with.
class PersonKey {
  public:
    virtual ~PersonKey() = default;
    // As Vault::seal() and Vault::open().
    virtual Result<Bytes> seal(std::string_view context, std::string_view plain) = 0;
    virtual Result<std::string> open(std::string_view context, const Bytes& sealed) = 0;
};

class Vault {
  public:
    // Reads <key_directory>/master.key, or makes it (mode 0600) when the directory has none; bind() then finds out
    // whether the database belongs to it. `internal` vault.key_file_open_to_others, vault.bad_key_file.
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& key_directory);
    virtual ~Vault() = default;

    // Call once after migrating. A new database remembers the master key's fingerprint; `internal`
    // vault.wrong_master_key when it remembers another: a lost key file must not be replaced silently.
    virtual Done bind(Tx& tx) = 0;

    // Seals `plain` under the person's key for the purpose, making that key if needed (XChaCha20-Poly1305,
    // fresh nonce). `context` (table and column, "registry_person.phone") is authenticated with it, so that
    // a sealed value moved to another column does not open. After destroy() the next seal begins a new key.
    virtual Result<Bytes> seal(Tx& tx, PersonId person, Purpose purpose, std::string_view context,
                               std::string_view plain) = 0;
    // `conflict` vault.destroyed when the key was destroyed; `internal` when the value was tampered with.
    virtual Result<std::string> open(Tx& tx, PersonId person, Purpose purpose,
                                     std::string_view context, const Bytes& sealed) = 0;
    // Several values of one person and purpose at the price of one key look-up: imports and lists use these.
    struct Plain {
        std::string_view context, text;
    };
    virtual Result<std::vector<Bytes>> seal_all(Tx& tx, PersonId person, Purpose purpose,
                                                std::span<const Plain> values) = 0;
    // For many values of one person and purpose, both ways. Looks nothing up before it is used.
    virtual std::unique_ptr<PersonKey> key_of(Tx& tx, PersonId person, Purpose purpose) = 0;
    // Destroys the key for good: nothing sealed up to now opens again. Idempotent.
    virtual Done destroy(Tx& tx, PersonId person, Purpose purpose) = 0;

    // Keyed hash (BLAKE2b-128, hex) for exact look-up of a sealed value: kind is "identity_number", "phone",
    // "identity_last_four" …; equal texts of different kinds hash differently.
    virtual std::string lookup_hash(std::string_view kind, std::string_view text) const = 0;

    // For things that belong to no person (TOTP secrets, API tokens), under a key derived from the master.
    virtual Bytes seal_own(std::string_view context, std::string_view plain) const = 0;
    virtual Result<std::string> open_own(std::string_view context, const Bytes& sealed) const = 0;

    // Ed25519 over `text` with the office's key; base64url without padding. For the QR on papers.
    virtual std::string sign(std::string_view text) const = 0;
    virtual bool verify(std::string_view text, std::string_view signature) const = 0;
};

}  // namespace xiuhua
