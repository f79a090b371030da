// Secrets: passwords (argon2id, RFC 9106), tokens and randomness, through libsodium.
#pragma once

#include <guicheng/http.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace guicheng::http {

/// Whether the password is the one of the hash. Takes as long for an empty hash as for any other.
bool verify_password(std::string const& hash, std::string_view password);

/// Empty where it is good enough: 10 to 128 bytes, three of small letters, capitals, digits and others, not the
/// account's name. Else why not, in Chinese and English.
struct Complaint { std::string zh, en; bool empty() const noexcept { return zh.empty(); } };
Complaint check_password(std::string_view id, std::string_view password);

/// SHA-256 in hexadecimal digits: what is kept of a token.
std::string hash_token(std::string_view token);
/// Bytes from the system's generator.
std::string random_bytes(std::size_t count);
/// A text that whoever holds it can neither read nor make: only who has the key (32 bytes) opens it. For queries of URLs.
std::string seal(std::string const& key, std::string_view text);
std::optional<std::string> unseal(std::string const& key, std::string_view sealed);
/// Compares without telling by its time where two texts differ.
bool same_secret(std::string_view a, std::string_view b) noexcept;

}  // namespace guicheng::http
