//! Connections: how many at once, and how slow one may be. A client that sends a byte now and then would hold its
//! connection for ever; here it has to move, or go.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
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
/// A client that sends must send so many bytes within the patience. A request without body is smaller, and then it is
/// the server's turn.
const LEAST: u64 = 8 << 10;

/// Accepts connections and watches them.
pub(super) struct Patient {
    inner: TcpListener,
    patience: Duration,
    places: Arc<Semaphore>,
}

impl Patient {
    pub(super) fn new(inner: TcpListener, patience: Duration) -> Self {
        Self { inner, patience, places: Arc::new(Semaphore::new(MOST)) }
    }
}

impl Listener for Patient {
    type Io = Watched;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Watched, SocketAddr) {
        // The semaphore is never closed; without a place the connection waits in the system's queue.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        let (stream, address) = Listener::accept(&mut self.inner).await;
        // Small answers need not wait for more to send.
        drop(stream.set_nodelay(true));
        (Watched::new(stream, self.patience, place), address)
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
    _place: Option<OwnedSemaphorePermit>,
}

impl Watched {
    fn new(inner: TcpStream, patience: Duration, place: Option<OwnedSemaphorePermit>) -> Self {
        Self { inner, patience, deadline: Box::pin(sleep(patience)), came: 0, _place: place }
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
                self.came += (to.filled().len() - before) as u64;
                if self.came >= LEAST {
                    self.moved();
                }
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
    use super::*;

    #[test]
    fn a_household_is_one_client() {
        let of = |text: &str| Client::of(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:1:2::a"), of("2001:db8:1:2:ffff::b"));
        assert_ne!(of("2001:db8:1:2::a"), of("2001:db8:1:3::a"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }
}
