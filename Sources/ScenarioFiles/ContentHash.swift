import CNettle

/// SHA-256, by which a result recognises the files it was made from.
package enum ContentHash {
  /// The hash of some bytes in hexadecimal.
  ///
  /// - Routine: `nettle_sha256_update`, `nettle_sha256_digest`
  package static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    var context = sha256_ctx()
    nettle_sha256_init(&context)
    let bytes = Array(bytes)
    nettle_sha256_update(&context, bytes.count, bytes)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    nettle_sha256_digest(&context, digest.count, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
