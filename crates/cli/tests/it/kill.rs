//! Work that is killed at any moment leaves the last good state, and the next says what it found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{done, ended, folder};

/// A base that is imported, and a file whose import takes a few seconds.
struct Shop {
    folder: tempfile::TempDir,
    ws: PathBuf,
}

impl Shop {
    fn new() -> Self {
        let folder = folder();
        let simulate = ["simulate", "--seed", "3", "--customers"];
        done(folder.path(), &[&simulate[..], &["200", "--out", "base.csv"]].concat());
        done(folder.path(), &[&simulate[..], &["12000", "--out", "large.csv"]].concat());
        let ws = folder.path().join("ws");
        let shop = Self { folder, ws };
        shop.fresh("ws");
        shop
    }

    /// A workspace with the base in it.
    fn fresh(&self, name: &str) {
        done(self.path(), &["init", name]);
        done(self.path(), &["import", "-w", name, "base.csv", "--source", "base"]);
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn spawn(&self, words: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenure"));
        command.args(words).current_dir(self.path()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Kills work after a while. Whether it had the workspace by then, so that the next finds its scratch folder.
    fn killed(&self, words: &[&str], after: Duration) -> bool {
        let mut child = self.spawn(words);
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
        self.ws.join("tmp").exists()
    }

    /// What a reader sees.
    fn seen(&self, name: &str, query: &str) -> String {
        done(self.path(), &["sql", "-w", name, query, "--format", "csv"]).0
    }
}

const STATE: &str = "SELECT 'orders', count(*), sum(net) FROM orders UNION ALL \
                     SELECT 'records', count(*), 0 FROM customer_records UNION ALL \
                     SELECT 'imports', count(*), 0 FROM imports UNION ALL \
                     SELECT 'scores', count(*), 0 FROM scores UNION ALL \
                     SELECT 'runs', count(*), 0 FROM runs ORDER BY 1";
const ORDERS: &str =
    "SELECT source, order_id, record_id, ordered_at, net, version_at, content_hash FROM orders ORDER BY 1, 2";
const VALUES: &str = "SELECT customer_id, horizon, basis, total FROM scores ORDER BY 1, 2, 3";
const LARGE: [&str; 6] = ["import", "-w", "ws", "large.csv", "--source", "large"];
const AGAIN: [&str; 6] = ["import", "-w", "ws", "base.csv", "--source", "base"];
const STOPPED: &str = "an earlier import or run was stopped before it was complete";

/// The moments: the last are after the end on a machine that has become faster, which is a good state as well.
fn moments(whole: Duration, count: u32) -> impl Iterator<Item = Duration> {
    (1..=count).map(move |part| whole * part / (count + 1))
}

#[test]
fn a_killed_import_or_run_changes_nothing_and_is_told() {
    let shop = Shop::new();
    shop.fresh("calm");
    let clock = Instant::now();
    done(shop.path(), &["import", "-w", "calm", "large.csv", "--source", "large"]);
    let import = clock.elapsed();
    let clock = Instant::now();
    done(shop.path(), &["run", "-w", "calm"]);
    let run = clock.elapsed();

    let mut good = shop.seen("ws", STATE);
    let mut found = 0;
    for after in moments(import, 6) {
        let left = shop.killed(&LARGE, after);
        let seen = shop.seen("ws", STATE);
        if seen != good {
            // Killed after its last act: all of it is there.
            assert_eq!(shop.seen("ws", ORDERS), shop.seen("calm", ORDERS));
            good = seen;
        }
        let (_, talk) = done(shop.path(), &AGAIN);
        assert_eq!(talk.contains(STOPPED), left, "after {after:?}: {talk}");
        found += u32::from(left);
        assert_eq!(shop.seen("ws", STATE), good);
    }
    assert!(found >= 3, "of six moments {found} met an import at work");
    done(shop.path(), &LARGE);
    assert_eq!(shop.seen("ws", ORDERS), shop.seen("calm", ORDERS));

    let mut good = shop.seen("ws", STATE);
    for after in moments(run, 4) {
        let left = shop.killed(&["run", "-w", "ws"], after);
        let seen = shop.seen("ws", STATE);
        if seen != good {
            assert_eq!(shop.seen("ws", VALUES), shop.seen("calm", VALUES));
            good = seen;
        }
        let (_, talk) = done(shop.path(), &AGAIN);
        assert_eq!(talk.contains(STOPPED), left, "after {after:?}: {talk}");
    }
    done(shop.path(), &["run", "-w", "ws"]);
    assert_eq!(shop.seen("ws", VALUES), shop.seen("calm", VALUES));
    assert!(!shop.ws.join("tmp").exists(), "scratch is taken away");
}

#[test]
fn of_two_imports_at_once_the_second_is_told() {
    let shop = Shop::new();
    let mut first = shop.spawn(&LARGE);
    let clock = Instant::now();
    while !shop.ws.join("tmp").exists() {
        assert!(clock.elapsed() < Duration::from_secs(60), "the first import does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
    let talk = ended(shop.path(), &AGAIN, 1);
    assert!(talk.contains("another import or run is at work in `ws`"), "{talk}");
    assert!(first.wait().unwrap().success());
    let (out, _) = done(shop.path(), &AGAIN);
    assert!(out.contains("nothing new"), "{out}");
    assert_eq!(fs::read_dir(shop.ws.join("lake/_tenure/versions")).unwrap().count(), 2);
}
