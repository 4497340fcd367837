//! From a lake's address to its store: a folder, or a bucket of an object store.

use std::sync::{Arc, Once};

use deltalake::DeltaResult;
use deltalake::logstore::{
    LogStore, LogStoreFactory, ObjectStoreRef, StorageConfig, default_logstore, logstore_factories,
};
use object_store::ObjectStore;
use url::Url;

/// Schemes beside folders and memory. Each can put an object only if it is not there yet, which is what makes a
/// commit atomic; a store that cannot is no place for a lake.
const BUCKETS: [&str; 8] = ["s3", "s3a", "gs", "az", "adl", "azure", "abfs", "abfss"];

/// The variables of the environment that the stores' own tools read: keys, regions, endpoints.
const VARIABLES: [&str; 3] = ["AWS_", "GOOGLE_", "AZURE_"];

/// The store at an address, whose root is the address's root.
///
/// # Errors
/// When the scheme is unknown, or what the environment says does not suffice to open the store.
pub(super) fn store(url: &Url) -> object_store::Result<Arc<dyn ObjectStore>> {
    teach_delta();
    let settings = std::env::vars()
        .filter(|(name, _)| VARIABLES.iter().any(|prefix| name.starts_with(prefix)))
        .map(|(name, value)| (name.to_ascii_lowercase(), value));
    let (store, _) = object_store::parse_url_opts(url, settings)?;
    Ok(store.into())
}

/// Tables are opened on the lake's own store, and Delta asks for the log of a scheme all the same: it is the plain
/// one, which relies on conditional puts.
fn teach_delta() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for scheme in BUCKETS {
            if let Ok(url) = Url::parse(&format!("{scheme}://")) {
                logstore_factories().insert(url, Arc::new(PlainLog));
            }
        }
    });
}

/// Delta's log by conditional puts.
struct PlainLog;

impl LogStoreFactory for PlainLog {
    fn with_options(
        &self,
        prefixed_store: ObjectStoreRef,
        root_store: ObjectStoreRef,
        location: &Url,
        options: &StorageConfig,
    ) -> DeltaResult<Arc<dyn LogStore>> {
        Ok(default_logstore(prefixed_store, root_store, location, options))
    }
}
