//! Names that the server answers to. A page of another site can make its own name mean this machine (DNS rebinding)
//! and would then be read by the browser as ours: its requests carry that name, and are refused.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::Response;
use url::{Host, Url};

use super::ServeError;
use crate::fault::Fault;

/// The names.
#[derive(Clone)]
pub(super) struct Hosts(Arc<Known>);

struct Known {
    address: SocketAddr,
    names: Vec<String>,
}

impl Hosts {
    /// The bound address, this machine's own names when only they lead to it, and what was allowed.
    pub(super) fn new(address: SocketAddr, allowed: &[String]) -> Result<Self, ServeError> {
        let mut names = Vec::new();
        for name in allowed {
            match Url::parse(&format!("http://{name}/")) {
                Ok(url) if url.port().is_none() && url.path() == "/" && url.username().is_empty() => {
                    names.extend(url.host_str().map(str::to_owned));
                }
                _ => return Err(ServeError::Host(name.clone())),
            }
        }
        Ok(Self(Arc::new(Known { address, names })))
    }

    fn knows(&self, host: &str) -> bool {
        // Name and port and nothing else: what a parser of addresses would take for more is no host.
        if host.contains(['/', '\\', '?', '#', '@']) || host.contains(char::is_whitespace) {
            return false;
        }
        let Ok(url) = Url::parse(&format!("http://{host}/")) else { return false };
        let Some(name) = url.host() else { return false };
        // Behind a proxy the port is the proxy's.
        if self.0.names.iter().any(|allowed| *allowed == name.to_string()) {
            return true;
        }
        let bound = self.0.address;
        let ours = match name {
            Host::Domain(domain) => domain == "localhost" && (bound.ip().is_loopback() || bound.ip().is_unspecified()),
            // An address in place of a name cannot be bent to another machine.
            Host::Ipv4(ip) => answers(bound.ip(), ip.into()),
            Host::Ipv6(ip) => answers(bound.ip(), ip.into()),
        };
        ours && url.port_or_known_default() == Some(bound.port())
    }
}

fn answers(bound: IpAddr, asked: IpAddr) -> bool {
    bound == asked || bound.is_unspecified() || (bound.is_loopback() && asked.is_loopback())
}

/// Refuses requests to other names.
pub(super) async fn check(State(hosts): State<Hosts>, request: Request, next: Next) -> Result<Response, Fault> {
    let mut all = request.headers().get_all(HOST).into_iter();
    let told = all.next().filter(|_| all.next().is_none());
    let host = told.and_then(|host| host.to_str().ok()).unwrap_or_default();
    // The request's own line may hold a name as well, which then goes before the header.
    let same = request.uri().authority().is_none_or(|name| name.as_str().eq_ignore_ascii_case(host));
    if !same || !hosts.knows(host) {
        let shown: String = host.chars().take(100).collect();
        return Err(Fault::Elsewhere(format!(
            "this server does not answer to `{shown}`; start it with `--allow-host NAME` if that is its name"
        )));
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    fn hosts(address: &str, allowed: &[&str]) -> Hosts {
        let allowed: Vec<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        Hosts::new(address.parse().expect("an address"), &allowed).expect("names")
    }

    #[test]
    fn only_own_and_allowed_names_are_answered() {
        let here = hosts("127.0.0.1:8765", &["clv.example.com"]);
        for name in ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "clv.example.com", "CLV.example.com:443"] {
            assert!(here.knows(name), "{name}");
        }
        for name in [
            "",
            "evil.example:8765",
            "127.0.0.1",
            "localhost:80",
            "192.0.2.1:8765",
            "localhost.evil.example:8765",
            "a b",
            "127.0.0.1:8765/x",
            "127.0.0.1:8765?",
            "127.0.0.1:8765#",
            "127.0.0.1:8765\\",
            "a@127.0.0.1:8765",
            "@127.0.0.1:8765",
            "clv.example.com/x",
        ] {
            assert!(!here.knows(name), "{name}");
        }
        let everywhere = hosts("0.0.0.0:80", &[]);
        assert!(everywhere.knows("192.0.2.1") && everywhere.knows("localhost"));
        assert!(!everywhere.knows("evil.example"));
    }

    #[test]
    fn a_name_with_scheme_or_port_is_refused() {
        for name in ["https://clv.example.com", "clv.example.com:443", "clv.example.com/x", ""] {
            assert!(Hosts::new("127.0.0.1:1".parse().expect("an address"), &[name.to_owned()]).is_err(), "{name}");
        }
    }
}
