//! What cannot be guessed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::Digest as _;
use subtle::ConstantTimeEq;

use crate::fault::Fault;

/// SHA-256 of a secret: what is kept of it. Secrets have 256 random bits, so that no slower hash is needed.
pub(super) type Digest = [u8; 32];

/// Thirty-two random bytes as text.
pub(super) fn fresh() -> Result<String, Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Fault::Engine(format!("the system gives no random bytes: {e}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The digest of a secret.
pub(super) fn digest(secret: &str) -> Digest {
    sha2::Sha256::digest(secret.as_bytes()).into()
}

/// Whether two are equal, in a time that does not say where they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// In hexadecimal.
pub(super) fn hex(digest: &Digest) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
