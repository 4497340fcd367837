//! Connections: how many at once, and how slow one may be. A client that sends a byte now and then would hold its
//! connection for ever; here it has to move, or go.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// Connections at once.
const MOST: usize = 1024;
/// Connections of one client at once: a browser has six, and a stream of events takes one.
const OF_ONE: usize = 128;
/// The head of the first request is to be there by then. Whoever has a right to anything has shown it in it.
const HEAD: Duration = Duration::from_secs(10);
/// A client that sends must send so many bytes within the patience. A request without body is smaller, and then it is
/// the server's turn.
const LEAST: u64 = 8 << 10;

/// Accepts connections and watches them.
pub(super) struct Patient {
    inner: TcpListener,
    patience: Duration,
    places: Arc<Semaphore>,
    clients: Arc<Clients>,
    /// Whether a proxy on this machine asks for many.
    proxied: bool,
}

/// How many connections each client has.
type Clients = Mutex<HashMap<Client, usize>>;

impl Patient {
    pub(super) fn new(inner: TcpListener, patience: Duration, proxied: bool) -> Self {
        Self { inner, patience, places: Arc::new(Semaphore::new(MOST)), clients: Arc::default(), proxied }
    }
}

/// A place among the connections, given back at its end.
struct Seat {
    _place: Option<OwnedSemaphorePermit>,
    client: Client,
    clients: Arc<Clients>,
}

impl Seat {
    /// None when the client has as many as it may.
    fn take(place: Option<OwnedSemaphorePermit>, client: Client, clients: &Arc<Clients>, most: usize) -> Option<Self> {
        let mut all = clients.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(client).or_default();
        if *own >= most {
            return None;
        }
        *own += 1;
        drop(all);
        Some(Self { _place: place, client, clients: Arc::clone(clients) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.get_mut(&self.client).map_or(0, |own| {
            *own -= 1;
            *own
        });
        if left == 0 {
            all.remove(&self.client);
        }
    }
}

impl Listener for Patient {
    type Io = Watched;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Watched, SocketAddr) {
        loop {
            // The semaphore is never closed; without a place the connection waits in the system's queue.
            let place = Arc::clone(&self.places).acquire_owned().await.ok();
            let (stream, address) = Listener::accept(&mut self.inner).await;
            let client = Client::of(address.ip());
            let most = if self.proxied && client.0.is_loopback() { MOST } else { OF_ONE };
            let Some(seat) = Seat::take(place, client, &self.clients, most) else { continue };
            // Small answers need not wait for more to send.
            drop(stream.set_nodelay(true));
            return (Watched::new(stream, self.patience, HEAD, Some(seat)), address);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }
}

/// Whoever is at the other end, as far as limits go: one IPv6 household is one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Client(pub(crate) IpAddr);

impl Connected<IncomingStream<'_, Patient>> for Client {
    fn connect_info(stream: IncomingStream<'_, Patient>) -> Self {
        Self::of(stream.remote_addr().ip())
    }
}

impl Client {
    pub(super) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address => address,
        })
    }
}

/// A connection that is given up when, for as long as the patience, nothing was sent to it and next to nothing came.
pub(super) struct Watched {
    inner: TcpStream,
    patience: Duration,
    deadline: Pin<Box<Sleep>>,
    came: u64,
    /// The last bytes of the first request's head, until all of it came.
    head: Option<[u8; 4]>,
    _seat: Option<Seat>,
}

impl Watched {
    fn new(inner: TcpStream, patience: Duration, head: Duration, seat: Option<Seat>) -> Self {
        let deadline = Box::pin(sleep(patience.min(head)));
        Self { inner, patience, deadline, came: 0, head: Some([0; 4]), _seat: seat }
    }

    /// It sent something. With the end of the head it is the server's turn, however long that takes.
    fn sent(&mut self, bytes: &[u8]) {
        self.came += bytes.len() as u64;
        if let Some(mut last) = self.head {
            let ends = bytes.iter().any(|byte| {
                last.rotate_left(1);
                last[3] = *byte;
                last == *b"\r\n\r\n"
            });
            self.head = (!ends).then_some(last);
            if ends {
                self.moved();
            }
        } else if self.came >= LEAST {
            self.moved();
        }
    }

    /// It moved: the patience begins anew.
    fn moved(&mut self) {
        self.came = 0;
        self.deadline.as_mut().reset(Instant::now() + self.patience);
    }

    fn overdue(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        ready!(self.deadline.as_mut().poll(context));
        Poll::Ready(io::Error::new(io::ErrorKind::TimedOut, "the client dawdles"))
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = to.filled().len();
        match Pin::new(&mut self.inner).poll_read(context, to) {
            Poll::Ready(result) => {
                self.sent(to.filled().get(before..).unwrap_or_default());
                Poll::Ready(result)
            }
            Poll::Pending => self.overdue(context).map(Err),
        }
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.inner).poll_write(context, bytes) {
            Poll::Ready(result) => {
                self.moved();
                Poll::Ready(result)
            }
            // A client that does not read what it asked for dawdles too.
            Poll::Pending => self.overdue(context).map(Err),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.inner).poll_write_vectored(context, bytes) {
            Poll::Ready(result) => {
                self.moved();
                Poll::Ready(result)
            }
            Poll::Pending => self.overdue(context).map(Err),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[test]
    fn a_household_is_one_client() {
        let of = |text: &str| Client::of(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::a"), of("2001:db8:1:2:ffff::b"));
        assert_ne!(of("2001:db8:1:2::a"), of("2001:db8:1:3::a"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }

    #[test]
    fn a_client_has_so_many_places_and_gives_them_back() {
        let clients = Arc::default();
        let take = |address: &str| Seat::take(None, Client::of(address.parse().expect("an address")), &clients, 2);
        let held = [take("192.0.2.7"), take("192.0.2.7")];
        assert!(held.iter().all(Option::is_some));
        assert!(take("192.0.2.7").is_none());
        assert!(take("192.0.2.8").is_some(), "others have their own");
        drop(held);
        assert!(take("192.0.2.7").is_some());
        assert!(clients.lock().expect("whole").is_empty());
    }

    /// Both ends of a connection with so much patience.
    async fn connection(patience: u64, head: u64) -> (TcpStream, Watched) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("an address")).await.expect("connected");
        let (stream, _) = TcpListener::accept(&listener).await.expect("accepted");
        let [patience, head] = [patience, head].map(Duration::from_millis);
        (client, Watched::new(stream, patience, head, None))
    }

    /// What reading ends with.
    async fn read(watched: &mut Watched) -> io::Result<usize> {
        let mut bytes = [0; 1024];
        loop {
            match watched.read(&mut bytes).await {
                Ok(0) => return Ok(0),
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
    }

    #[tokio::test]
    async fn a_head_that_does_not_come_is_waited_for_less_than_a_body() {
        let (mut client, mut watched) = connection(60_000, 100).await;
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").await.expect("sent");
        let ended = tokio::time::timeout(Duration::from_secs(5), read(&mut watched)).await.expect("it is let go");
        assert_eq!(ended.expect_err("a fault").kind(), io::ErrorKind::TimedOut);
        let (mut client, mut watched) = connection(60_000, 100).await;
        client.write_all(b"POST / HTTP/1.1\r\ncontent-length: 9\r\n\r").await.expect("sent");
        client.write_all(b"\n").await.expect("sent");
        let ended = tokio::time::timeout(Duration::from_millis(400), read(&mut watched)).await;
        assert!(ended.is_err(), "the server has its time to answer, and the client for its body: {ended:?}");
    }

    #[tokio::test]
    async fn a_body_that_dribbles_and_an_answer_that_is_not_read_end_it() {
        let (mut client, mut watched) = connection(200, 200).await;
        client.write_all(b"POST / HTTP/1.1\r\n\r\n").await.expect("sent");
        let dribble = async {
            while client.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let ended = tokio::select! { () = dribble => None, ended = read(&mut watched) => Some(ended) };
        assert_eq!(ended.expect("let go").expect_err("a fault").kind(), io::ErrorKind::TimedOut);
        let (client, mut watched) = connection(200, 200).await;
        let pour = async {
            loop {
                if let Err(error) = watched.write_all(&[0; 1 << 16]).await {
                    return error;
                }
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(5), pour).await.expect("it is let go");
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
        drop(client);
    }
}
