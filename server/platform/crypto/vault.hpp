#pragma once
// Sealing of personal columns with a key per person and purpose. Destroying the key destroys every copy of what
// it sealed, backups included (PIPL 47).
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "kernel/id.hpp"
#include "kernel/result.hpp"
#include "platform/db/db.hpp"

namespace xiuhua {

enum class Purpose {
    identity,   // Identity number, phone, address line: registry.
    health,     // Temperatures, symptoms, findings: isolation.
    papers,     // Filled fields and signatures of documents.
    tracking,   // Positions.
    care,       // Confidential notes.
    face,       // Templates.
};
BOOST_DESCRIBE_ENUM(Purpose, identity, health, papers, tracking, care, face)

class Vault {
  public:
    // Reads the master key file, or makes it (mode 0600) when the directory has none and the database is new.
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& key_directory);
    virtual ~Vault() = default;

    // Seals `plain` under the person's key for the purpose, making that key if needed (XChaCha20-Poly1305,
    // fresh nonce). `context` (table and column, "registry_person.phone") is authenticated with it, so that
    // a sealed value moved to another column does not open.
    virtual Result<Bytes> seal(Tx& tx, PersonId person, Purpose purpose, std::string_view context,
                               std::string_view plain) = 0;
    // `conflict` vault.destroyed when the key was destroyed; `internal` when the value was tampered with.
    virtual Result<std::string> open(Tx& tx, PersonId person, Purpose purpose,
                                     std::string_view context, const Bytes& sealed) = 0;
    // Destroys the key for good. Idempotent.
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
