//! Imports that follow each other: which export stands, what the settings keep of them.

use super::{done, ended, folder, tenure, texts};
use std::fmt::Write as _;
use std::path::Path;

fn export(folder: &Path, name: &str, factor: u32) {
    let mut text = "order_id,customer_id,order_date,amount\n".to_owned();
    (1..=400).for_each(|order| {
        writeln!(text, "{order},c{},2024-05-{:02},{}.00", order % 9, 1 + order % 28, order * factor).unwrap();
    });
    std::fs::write(folder.join(name), text).unwrap();
}

fn sum(folder: &Path) -> String {
    let query = ["sql", "-w", "ws", "SELECT count(*), sum(net) FROM orders", "--format", "csv"];
    done(folder, &query).0.lines().nth(1).unwrap_or_default().to_owned()
}

fn shop() -> tempfile::TempDir {
    let folder = folder();
    done(folder.path(), &["init", "ws"]);
    export(folder.path(), "orders.csv", 1);
    export(folder.path(), "orders-2.csv", 2);
    folder
}

const ONE: [&str; 4] = ["import", "-w", "ws", "orders.csv"];
const TWO: [&str; 4] = ["import", "-w", "ws", "orders-2.csv"];

#[test]
fn of_two_exports_with_one_last_date_one_stands_whole_and_is_told() {
    let mut sums = Vec::new();
    for (first, second) in [(ONE, TWO), (TWO, ONE)] {
        let folder = shop();
        done(folder.path(), &first);
        let before = sum(folder.path());
        let (out, _) = done(folder.path(), &second);
        let after = sum(folder.path());
        assert!(["400,80200.000000", "400,160400.000000"].contains(&after.as_str()), "{after}");
        let said = "400 differ from what the lake has and were not taken: another export with the same last date";
        assert_eq!(out.contains(said) && out.contains("--exported-at"), before == after, "{out}");
        sums.push(after);
    }
    assert_eq!(sums[0], sums[1], "the order of imports does not matter");
}

#[test]
fn the_later_of_two_exports_stands_whatever_came_first() {
    for (first, second) in [(ONE, TWO), (TWO, ONE)] {
        let folder = shop();
        for words in [first, second] {
            let at = if words == ONE { "2024-06-02" } else { "2024-06-01T12:00" };
            done(folder.path(), &[&words[..], &["--exported-at", at]].concat());
        }
        assert_eq!(sum(folder.path()), "400,80200.000000");
    }
    let folder = shop();
    ended(folder.path(), &[&ONE[..], &["--exported-at", "soon"]].concat(), 2);
    ended(folder.path(), &[&ONE[..], &["--exported-at", "2999-01-01"]].concat(), 2);
}

#[test]
fn of_two_readings_of_one_file_the_later_stands() {
    let folder = shop();
    let query = ["sql", "-w", "ws", "SELECT currency, count(*) FROM orders GROUP BY 1", "--format", "csv"];
    let currencies = || done(folder.path(), &query).0.lines().skip(1).collect::<Vec<_>>().join(" ");
    done(folder.path(), &ONE);
    for code in ["USD", "GBP", "EUR", "USD"] {
        let (out, _) = done(folder.path(), &[&ONE[..], &["--currency", code]].concat());
        assert_eq!(currencies(), format!("{code},400"), "{out}");
        assert!(out.contains("400 updated") && !out.contains("not taken"), "{out}");
        let (out, _) = done(folder.path(), &ONE);
        assert!(out.contains("nothing new"), "it is kept, and so read as before: {out}");
    }
}

#[test]
fn what_was_said_is_kept_and_a_failed_import_keeps_nothing() {
    let folder = shop();
    let settings = || std::fs::read_to_string(folder.path().join("ws/tenure.toml")).unwrap();
    let before = settings();
    std::fs::write(folder.path().join("bad.csv"), "order_id,customer_id,order_date,amount\n1,a,2024-05-21,\n").unwrap();
    let output = tenure(folder.path(), &["import", "-w", "ws", "bad.csv"]);
    let (out, _) = texts(&output);
    assert!(out.contains("nothing was imported: no row could be read"), "{out}");
    assert!(!out.contains("the lake had all of it"), "{out}");
    assert_eq!(settings(), before);
    done(folder.path(), &[&ONE[..], &["--vat", "gross:21"]].concat());
    assert!(settings().contains("vat = \"gross:21\""), "{}", settings());
    done(folder.path(), &[&ONE[..], &["--vat", "gross:9"]].concat());
    assert!(settings().contains("vat = \"gross:9\""), "{}", settings());
}

#[test]
fn a_lake_without_its_versions_is_not_taken_for_an_empty_one() {
    for gone in ["ws/lake/_tenure", "ws/lake/_tenure/versions"] {
        let folder = shop();
        done(folder.path(), &ONE);
        std::fs::remove_dir_all(folder.path().join(gone)).unwrap();
        for words in [&TWO[..], &["sql", "-w", "ws", "SELECT 1"]] {
            let talk = ended(folder.path(), words, 3);
            assert!(talk.contains("no version of the workspace") && talk.contains("restore `_tenure`"), "{talk}");
        }
    }
}

#[test]
fn without_the_key_the_lake_is_read_and_nothing_is_imported() {
    let folder = shop();
    done(folder.path(), &ONE);
    std::fs::remove_file(folder.path().join("ws/pseudonym.key")).unwrap();
    assert_eq!(sum(folder.path()), "400,80200.000000");
    let talk = ended(folder.path(), &TWO, 3);
    assert!(talk.contains("pseudonym.key` is missing") && talk.contains("from a backup"), "{talk}");
}

#[test]
fn rejects_are_written_up_to_a_bound_and_counted_beyond() {
    let folder = shop();
    let mut text = "order_id,customer_id,order_date,amount\n1,a,2024-05-21,1.00\n".to_owned();
    (0..100_007).for_each(|order| writeln!(text, "x{order},a,,1.00").unwrap());
    std::fs::write(folder.path().join("orders.csv"), text).unwrap();
    let output = tenure(folder.path(), &ONE);
    let (out, _) = texts(&output);
    assert!(out.contains("100,007 row(s) rejected, all but the last 7 of them in"), "{out}");
    let kept = std::fs::read_to_string(folder.path().join("ws/rejects/import-000001.csv")).unwrap();
    assert_eq!(kept.lines().count(), 100_001);
}
