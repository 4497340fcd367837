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
        done(folder.path(), &[&simulate[..], &["8000", "--out", "large.csv"]].concat());
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

    /// Kills work as soon as it has come so far, or has ended. Whether it had the workspace by then, so that the next
    /// finds its scratch folder.
    fn killed(&self, words: &[&str], so_far: Sign) -> bool {
        let before = self.signs(so_far);
        let mut child = self.spawn(words);
        while child.try_wait().unwrap().is_none() && self.signs(so_far) == before {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.ws.join("tmp").exists()
    }

    /// How many files there are of a kind.
    fn signs(&self, (folder, ending): Sign) -> usize {
        let Ok(files) = fs::read_dir(self.ws.join(folder)) else { return 0 };
        // A folder may go while it is read.
        files.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(ending)).count()
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

/// A folder of the workspace and the ending of files in it: when one more is there, work has come so far.
type Sign = (&'static str, &'static str);

const IMPORT: [Sign; 6] = [
    ("", "tmp"),
    ("tmp", "-0.arrow"),
    ("lake/customer_records/bucket=3", ".parquet"),
    ("lake/orders/bucket=9", ".parquet"),
    ("lake/customer_records/_delta_log", ".json"),
    ("lake/orders/_delta_log", ".json"),
];
const RUN: [Sign; 4] =
    [("", "tmp"), ("lake/customer_summaries", ""), ("lake/scores", ""), ("lake/scores/_delta_log", ".json")];

#[test]
fn a_killed_import_or_run_changes_nothing_and_is_told() {
    let shop = Shop::new();
    shop.fresh("calm");
    done(shop.path(), &["import", "-w", "calm", "large.csv", "--source", "large"]);
    done(shop.path(), &["run", "-w", "calm"]);

    let mut good = shop.seen("ws", STATE);
    let mut found = 0;
    for sign in IMPORT {
        let left = shop.killed(&LARGE, sign);
        let seen = shop.seen("ws", STATE);
        if seen != good {
            // Killed after its last act: all of it is there.
            assert_eq!(shop.seen("ws", ORDERS), shop.seen("calm", ORDERS));
            good = seen;
        }
        let (_, talk) = done(shop.path(), &AGAIN);
        assert_eq!(talk.contains(STOPPED), left, "at {sign:?}: {talk}");
        found += u32::from(left);
        assert_eq!(shop.seen("ws", STATE), good);
    }
    assert!(found >= 4, "of six moments {found} met an import at work");
    done(shop.path(), &LARGE);
    assert_eq!(shop.seen("ws", ORDERS), shop.seen("calm", ORDERS));

    let mut good = shop.seen("ws", STATE);
    let mut found = 0;
    for sign in RUN {
        let left = shop.killed(&["run", "-w", "ws"], sign);
        let seen = shop.seen("ws", STATE);
        if seen != good {
            assert_eq!(shop.seen("ws", VALUES), shop.seen("calm", VALUES));
            good = seen;
        }
        let (_, talk) = done(shop.path(), &AGAIN);
        assert_eq!(talk.contains(STOPPED), left, "at {sign:?}: {talk}");
        found += u32::from(left);
    }
    assert!(found >= 2, "of four moments {found} met a run at work");
    done(shop.path(), &["run", "-w", "ws"]);
    assert_eq!(shop.seen("ws", VALUES), shop.seen("calm", VALUES));
    assert!(!shop.ws.join("tmp").exists(), "scratch is taken away");
}

/// Killed between the commits of the tables and the version that makes them visible.
#[test]
fn commits_that_nobody_sees_are_told_and_undone() {
    let met = (0..5).any(|_| {
        let shop = Shop::new();
        let (first, logs) = (shop.seen("ws", STATE), shop.signs(IMPORT[4]));
        shop.killed(&LARGE, IMPORT[4]);
        if shop.signs(IMPORT[4]) == logs || shop.seen("ws", STATE) != first {
            return false;
        }
        let (_, talk) = done(shop.path(), &LARGE);
        let told = "unfinished change(s) from work that was stopped, or goes on elsewhere; they are undone";
        assert!(talk.contains(told), "{talk}");
        true
    });
    assert!(met, "of five kills none met a commit");
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
