//! How often one address may ask, and how long an answer may take.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::listener::Client;
use crate::fault::Fault;

/// Attempts to sign in that may come at once; then one every [`SIGN_IN_EVERY`].
const SIGN_INS: NonZeroU32 = NonZeroU32::new(5).unwrap();
const SIGN_IN_EVERY: Duration = Duration::from_secs(12);
/// Requests after which addresses that were quiet are forgotten.
const SWEEP: u64 = 10_000;
/// How long an answer may take.
const LONGEST: Duration = Duration::from_secs(30);

/// How often addresses have asked.
#[derive(Clone)]
pub(super) struct Rates(Arc<Limiters>);

struct Limiters {
    general: DefaultKeyedRateLimiter<Client>,
    sign_in: DefaultKeyedRateLimiter<Client>,
    clock: DefaultClock,
    asked: AtomicU64,
    /// Whether a proxy on this machine may say for whom it asks.
    proxied: bool,
}

impl Rates {
    pub(super) fn new(rate: u32, proxied: bool) -> Self {
        let rate = NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN);
        let general = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(9)));
        let sign_in = Quota::with_period(SIGN_IN_EVERY).unwrap_or(Quota::per_minute(SIGN_INS)).allow_burst(SIGN_INS);
        Self(Arc::new(Limiters {
            general: RateLimiter::keyed(general),
            sign_in: RateLimiter::keyed(sign_in),
            clock: DefaultClock::default(),
            asked: AtomicU64::new(0),
            proxied,
        }))
    }
}

/// Refuses who asks too often.
pub(super) async fn rate(
    State(Rates(rates)): State<Rates>,
    ConnectInfo(client): ConnectInfo<Client>,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    if rates.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
        rates.general.retain_recent();
        rates.sign_in.retain_recent();
    }
    let client = if rates.proxied { behind(client, request.headers()) } else { client };
    let attempt = request.uri().path() == "/login"
        && (*request.method() == Method::POST || request.uri().query().is_some_and(|query| query.contains("key=")));
    let limiter = if attempt { &rates.sign_in } else { &rates.general };
    if let Err(until) = limiter.check_key(&client) {
        let wait = until.wait_time_from(rates.clock.now());
        return Err(Fault::TooMany(wait.as_secs() + 1));
    }
    Ok(next.run(request).await)
}

/// For whom a proxy on this machine asks: the address that it added last. Whatever stands before it may be made up.
fn behind(client: Client, headers: &HeaderMap) -> Client {
    let told = headers.get_all("x-forwarded-for").into_iter().next_back().and_then(|value| value.to_str().ok());
    let last = told.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    last.filter(|_| client.0.is_loopback()).map_or(client, Client::of)
}

/// Gives up an answer that takes too long. Event streams begin at once, and uploads take what they take.
pub(super) async fn time(request: Request, next: Next) -> Result<Response, Fault> {
    let uploads = [crate::pages::UPLOAD, crate::api::UPLOAD];
    if request.method() == Method::POST && uploads.contains(&request.uri().path()) {
        return Ok(next.run(request).await);
    }
    tokio::time::timeout(LONGEST, next.run(request)).await.map_err(|_| Fault::Slow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_here_says_for_whom_it_asks() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.1, 192.0.2.7".parse().expect("a value"));
        let of = |address: &str| Client::of(address.parse().expect("an address"));
        assert_eq!(behind(of("127.0.0.1"), &headers), of("192.0.2.7"));
        assert_eq!(behind(of("203.0.113.9"), &headers), of("203.0.113.9"), "others are taken for themselves");
        assert_eq!(behind(of("127.0.0.1"), &HeaderMap::new()), of("127.0.0.1"));
    }
}
