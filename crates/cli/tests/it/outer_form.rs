//! What stands around the rows: titles, totals, odd bytes, files of another kind.

use super::{done, ended, tenure, texts, with};

const HEADER: &str = "order_id;customer_id;order_date;amount\n";
const ROWS: &str = "1;a;2024-05-21;10,50\n2;b;2024-05-22;12,00\n";

fn shop(content: impl AsRef<[u8]>) -> tempfile::TempDir {
    let folder = with("orders.csv", "");
    std::fs::write(folder.path().join("orders.csv"), content).unwrap();
    done(folder.path(), &["init", "ws"]);
    folder
}

const IMPORT: [&str; 4] = ["import", "-w", "ws", "orders.csv"];

fn sum(folder: &tempfile::TempDir) -> String {
    let query = ["sql", "-w", "ws", "SELECT count(*), sum(net) FROM orders", "--format", "csv"];
    done(folder.path(), &query).0.lines().nth(1).unwrap_or_default().to_owned()
}

#[test]
fn excels_first_line_gives_the_delimiter() {
    let folder = shop(format!("sep=;\n{HEADER}{ROWS}"));
    let (out, _) = done(folder.path(), &IMPORT);
    assert!(out.contains("the first line says `sep=`"), "{out}");
    assert_eq!(sum(&folder), "2,22.500000");
}

#[test]
fn lines_above_the_header_are_seen_or_told() {
    let folder = shop(format!("Orders of the shop\nMade;01-06-2024\n\n{HEADER}{ROWS}"));
    let (out, _) = done(folder.path(), &IMPORT);
    assert!(out.contains("line 4 is the first that names columns"), "{out}");
    assert_eq!(sum(&folder), "2,22.500000");
    let folder = shop("Report;of;our;shop\nnr;wie;wanneer;hoeveel\n1;a;2024-05-21;10,50\n");
    let map = ["--skip", "1", "--map", "customer_id=wie", "--map", "ordered_at=wanneer", "--map", "amount=hoeveel"];
    done(folder.path(), &[&IMPORT[..], &map].concat());
    assert_eq!(sum(&folder), "1,10.500000");
}

#[test]
fn a_second_header_among_the_rows_skips_no_rows() {
    let folder = shop(format!("{HEADER}{ROWS}{HEADER}3;c;2024-05-23;1,00\n"));
    let output = tenure(folder.path(), &IMPORT);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(sum(&folder), "3,23.500000");
}

#[test]
fn a_row_of_totals_is_left_out_and_not_counted_twice() {
    for totals in ["Totaal;;;22,50\n", ";;Total:;22,50\n", "Sum;22,50\n"] {
        // A shorter row is told from a mix of delimiters by the rows that are whole.
        let more: String = (3..30).map(|order| format!("{order};c;2024-05-23;0,00\n")).collect();
        let folder = shop(format!("{HEADER}{ROWS}{more}{totals}"));
        let (out, _) = done(folder.path(), &[&IMPORT[..], &["--format", "csv"]].concat());
        let mut classes: Vec<&str> = out.lines().skip(1).collect();
        classes.sort_unstable();
        let expected = ["orders.csv,excluded,totals row,EUR,1,0", "orders.csv,imported,order,EUR,29,22.5"];
        assert_eq!(classes, expected, "{totals}");
    }
}

#[test]
fn a_stray_byte_costs_its_row_and_not_the_letters_of_all() {
    let mut bytes = b"order_id;customer_id;order_date;amount\n".to_vec();
    for order in 1..=6 {
        bytes.extend(format!("{order};Jos\u{e9} {order};2024-05-21;1,00\n").bytes());
    }
    bytes.extend(b"7;Zo\xeb;2024-05-22;1,00\n");
    let folder = shop(bytes);
    let output = tenure(folder.path(), &IMPORT);
    let (out, talk) = texts(&output);
    assert_eq!(output.status.code(), Some(3), "{talk}");
    assert!(out.contains("6 letters beyond ASCII are valid UTF-8; 1 bytes"), "{out}");
    let query = ["sql", "-w", "ws", "SELECT min(record_id) FROM orders", "--format", "csv"];
    assert!(done(folder.path(), &query).0.contains("Jos\u{e9} 1"));
}

#[test]
fn letters_of_windows_are_still_those_of_windows() {
    let folder = shop(b"order_id;customer_id;order_date;amount\n1;Zo\xeb;2024-05-22;1,00\n2;Jos\xe9;2024-05-22;1,00\n");
    let (out, _) = done(folder.path(), &IMPORT);
    assert!(out.contains("encoding windows-1252"), "{out}");
}

#[test]
fn files_of_another_kind_are_named() {
    let cases: [(&[u8], &str); 5] = [
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", "is an Excel workbook; save it as CSV"),
        (b"PK\x03\x04\x14\0\0\0orders.csv", "is a zip archive; unpack it"),
        (b"[\n {\"order_id\": 1}\n]\n", "is one JSON array; write one object a line"),
        (&[0; 5000], "nothing but zero bytes"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "is an HTML or XML page"),
    ];
    for (bytes, said) in cases {
        let folder = shop(bytes);
        let talk = ended(folder.path(), &IMPORT, 3);
        assert!(talk.contains(said), "{talk}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_at_once() {
    let folder = shop("");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let reads: [&[&str]; 3] = [
        &["import", "-w", "ws", "pipe"],
        &["summarize", "pipe", "--customer", "1", "--time", "2", "--amount", "3"],
        &["fit", "pipe", "--model", "bg-nbd"],
    ];
    for words in reads {
        let talk = ended(folder.path(), words, 2);
        assert!(talk.contains("cannot be read twice"), "{talk}");
    }
}
