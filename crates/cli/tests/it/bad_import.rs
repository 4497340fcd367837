//! Files that are damaged, odd or none at all: what `tenure import` says of them, and the exit code.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{done, ended, folder, tenure, texts};

const HEADER: &str = "order_id,customer_id,order_date,amount\n";

/// So many orders of five customers.
fn orders(count: usize) -> String {
    let mut text = HEADER.to_owned();
    for order in 1..=count {
        writeln!(text, "{order},c{},2024-05-{:02},{order}.50", order % 5, 1 + order % 28).unwrap();
    }
    text
}

/// A workspace beside a file.
fn shop(name: &str, content: impl AsRef<[u8]>) -> tempfile::TempDir {
    let folder = folder();
    done(folder.path(), &["init", "ws"]);
    fs::write(folder.path().join(name), content).unwrap();
    folder
}

fn import<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["import", "-w", "ws", file], more].concat()
}

fn sql(folder: &Path, query: &str) -> String {
    done(folder, &["sql", "-w", "ws", query, "--format", "csv"]).0.lines().skip(1).collect::<Vec<_>>().join(" ")
}

/// Imports a file of which some rows are rejected; what was printed.
fn rejected(folder: &Path, file: &str) -> String {
    let output = tenure(folder, &import(file, &[]));
    let (out, talk) = texts(&output);
    assert_eq!(output.status.code(), Some(3), "{talk}");
    out
}

/// A gzip file that is not compressed: stored blocks, without the check at its end.
fn gzip(content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for (number, block) in content.chunks(0xffff).enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        bytes.push(u8::from((number + 1) * 0xffff >= content.len()));
        bytes.extend(length.to_le_bytes());
        bytes.extend((!length).to_le_bytes());
        bytes.extend(block);
    }
    bytes
}

#[test]
fn a_gzip_file_that_was_cut_off_is_not_imported() {
    let whole = gzip(orders(20_000).as_bytes());
    let folder = shop("orders.csv.gz", &whole[..whole.len() / 2]);
    for more in [&[][..], &["--source", "shop"]] {
        let talk = ended(folder.path(), &import("orders.csv.gz", more), 3);
        assert!(talk.contains("`orders.csv.gz` is a gzip file that was cut off"), "{talk}");
    }
    assert_eq!(sql(folder.path(), "SELECT count(*) FROM orders"), "0");
}

#[test]
fn rows_with_nul_bytes_and_of_the_future_are_rejected_and_the_rest_is_taken() {
    let text = orders(200) + "201,c\0,2024-05-01,1.00\n202,c1,2999-01-01,1.00\n";
    let folder = shop("orders.csv", text);
    let out = rejected(folder.path(), "orders.csv");
    assert!(out.contains("orders.csv:202: holds NUL bytes"), "{out}");
    assert!(out.contains("orders.csv:203: `2999-01-01` is in the future"), "{out}");
    assert_eq!(sql(folder.path(), "SELECT count(*), sum(net) FROM orders"), "200,20200.000000");
}

#[test]
fn a_line_without_end_is_one_rejected_row_in_bounded_memory() {
    let (short, long) = (peak_with_line(40 << 20), peak_with_line(160 << 20));
    assert!(short > 0 || cfg!(not(target_os = "linux")), "the system does not say what was used");
    // Eight MiB of a line are kept, in a few buffers, however long it is. Between two runs of one program the peak
    // differs by what its threads happen to hold.
    assert!(long < short + (32 << 10), "{short} KiB with 40 MiB, {long} KiB with 160 MiB");
}

/// The peak of an import whose file has a line of that many bytes, which is rejected.
fn peak_with_line(bytes: usize) -> u64 {
    let mut text = orders(200) + "201,";
    text.extend(std::iter::repeat_n('x', bytes));
    text.push_str(",2024-05-01,1.00\n202,c1,2024-05-02,3.00\n");
    let folder = shop("orders.csv", text);
    let words = import("orders.csv", &[]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_tenure"))
        .args(words)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = loop {
        peak = peak.max(resident(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(status.code(), Some(3));
    assert_eq!(sql(folder.path(), "SELECT count(*) FROM orders"), "201");
    peak
}

/// The largest resident memory of a process so far, in KiB; 0 where the system does not say.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

#[test]
fn mixed_delimiters_are_refused_and_named() {
    let mut text = orders(200);
    (300..340).for_each(|order| writeln!(text, "{order};c1;2024-05-02;1,00").unwrap());
    let folder = shop("orders.csv", text);
    let talk = ended(folder.path(), &import("orders.csv", &[]), 3);
    assert!(talk.contains("mixes delimiters: `,` in 241 rows") && talk.contains("first in line 202"), "{talk}");
}

#[test]
fn of_two_columns_of_one_name_the_choice_is_told() {
    let text = "order_id,customer_id,order_date,amount,amount\n1,a,2024-05-01,1.00,2.00\n";
    let folder = shop("orders.csv", text);
    let (out, _) = done(folder.path(), &import("orders.csv", &["--dry-run"]));
    assert!(out.contains("more than one column is called `amount`") && out.contains("--map amount=amount.2"), "{out}");
    done(folder.path(), &import("orders.csv", &["--map", "amount=amount.2"]));
    assert_eq!(sql(folder.path(), "SELECT net FROM orders"), "2.000000");
}

#[test]
fn currencies_are_never_added() {
    let text = "order_id,customer_id,order_date,amount,currency\n1,a,2024-05-01,1.00,EUR\n2,a,2024-05-02,2.00,USD\n\
                3,b,2024-05-03,3.00,EUR\n4,b,2024-05-04,9.00,Yen5\n";
    let folder = shop("orders.csv", text);
    let out = rejected(folder.path(), "orders.csv");
    assert!(out.contains("`Yen5` is no currency"), "{out}");
    let sums = "SELECT currency, count(*), sum(net) FROM orders GROUP BY currency ORDER BY currency";
    assert_eq!(sql(folder.path(), sums), "EUR,2,4.000000 USD,1,2.000000");
    let values = "SELECT class, currency, CAST(amount AS DECIMAL(18, 2)) FROM import_classes ORDER BY class, currency";
    assert_eq!(sql(folder.path(), values), "order,EUR,4.00 order,USD,2.00 unreadable currency,EUR,9.00");
}

#[test]
fn no_file_a_folder_and_no_text_are_told() {
    let bytes: Vec<u8> = (0..20_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let folder = shop("photo.csv", bytes);
    let cases = [("none.csv", 2, "No such file"), ("ws", 2, "Is a directory"), ("photo.csv", 3, "`photo.csv`")];
    for (file, code, said) in cases {
        for more in [&[][..], &["--source", "shop"]] {
            let talk = ended(folder.path(), &import(file, more), code);
            assert_eq!(talk.matches(said).count(), 1, "{talk}");
        }
    }
    assert_eq!(sql(folder.path(), "SELECT count(*) FROM orders"), "0");
}

#[test]
fn a_lake_of_a_newer_tenure_is_left_alone() {
    let folder = shop("orders.csv", orders(10));
    done(folder.path(), &import("orders.csv", &[]));
    let newer = folder.path().join("ws/lake/_tenure/versions/00000000000000000002.json");
    fs::write(&newer, r#"{"format":99,"something":"new"}"#).unwrap();
    let query: &[&str] = &["sql", "-w", "ws", "SELECT 1"];
    for words in [&import("orders.csv", &[])[..], &["run", "-w", "ws"], query] {
        let talk = ended(folder.path(), words, 1);
        assert!(talk.contains("has format 99") && talk.contains("install a newer Tenure"), "{talk}");
    }
    fs::remove_file(newer).unwrap();
    assert_eq!(sql(folder.path(), "SELECT count(*) FROM orders"), "10");
}

#[test]
fn statuses_that_are_not_known_and_times_that_were_twice_are_told() {
    let text = "order_id,customer_id,order_date,amount,status\n1,a,2024-10-27 02:30:00,1.00,afgehaald\n\
                2,a,2024-05-02 10:00:00,2.00,afgehaald\n3,a,2024-05-03 10:00:00,4.00,paid\n";
    let folder = shop("orders.csv", text);
    for more in [&["--dry-run"][..], &[]] {
        let (out, _) = done(folder.path(), &import("orders.csv", more));
        assert!(out.contains("1 time(s) were on the clock twice"), "{out}");
        let expected = "2 row(s) have a status that is not known, and count as placed: `afgehaald` 2;";
        assert!(out.contains(expected) && out.contains("[source.orders.statuses]"), "{out}");
    }
    let path = folder.path().join("ws/tenure.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, settings + "\n[source.orders.statuses]\nafgehaald = \"cancelled\"\n").unwrap();
    let (out, _) = done(folder.path(), &import("orders.csv", &[]));
    assert!(!out.contains("is not known"), "{out}");
    assert_eq!(sql(folder.path(), "SELECT order_id, status FROM orders ORDER BY 1"), "1,cancelled 2,cancelled 3,paid");
}

#[test]
fn names_of_files_and_columns_are_no_commands_to_a_terminal() {
    let text = orders(3).replace("order_date", "order_\u{1b}[31mdate");
    let folder = shop("a\u{1b}[32mb.csv", &text);
    let (out, talk) = texts(&tenure(folder.path(), &import("a\u{1b}[32mb.csv", &["--map", "ordered_at=3"])));
    assert!(
        out.contains("a\u{241b}[32mb.csv: orders") && out.contains("ordered_at = `order_\u{241b}[31mdate`"),
        "{out}"
    );
    assert!(![&out, &talk].iter().any(|text| text.contains('\u{1b}')), "{out}{talk}");
    let talk = ended(folder.path(), &import("a\u{1b}[32mb.csv", &["--map", "amount=none", "--source", "x"]), 3);
    assert!(talk.contains("order_\u{241b}[31mdate") && !talk.contains('\u{1b}'), "{talk}");
}
