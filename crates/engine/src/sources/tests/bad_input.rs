//! Every way a file can be bad, and what is said about it.

use std::io::{Seek, SeekFrom, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{classes, file, import, options, refusal};
use crate::sources::{DecimalSign, Delimiter, Encoding, Options, inspect};

const HEADER: &str = "order_id,customer_id,date,amount\n";

#[test]
fn missing_column() {
    let error = refusal("order_id,customer_id,date\n1,c1,2024-05-01\n", &options());
    let expected = "`orders.csv` read as `orders` has no column for `amount`; found `order_id`, `customer_id`, `date`; \
                    say which with `--map amount=COLUMN`, or another kind with `--as KIND`";
    assert_eq!(error, expected);
}

#[test]
fn mapping_to_a_column_that_is_not_there() {
    let options = Options { mapping: [("amount".parse().unwrap(), "Totaal".into())].into(), ..options() };
    let error = refusal("order_id,customer_id,date,amount\n1,c1,2024-05-01,2.50\n", &options);
    assert!(error.starts_with("`orders.csv` has no column `Totaal` (wanted as `amount`); found `order_id`"), "{error}");
}

#[test]
fn wrong_type_at_a_line() {
    let text = format!("{HEADER}1,c1,2024-05-01,2.50\n2,c2,2024-05-02,2.5O\n3,c3,2024-13-02,1.00\n4,c4,2024-05-04,\n");
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    let expected = [
        "3 amount: `0.0X` is no number in the form of this column",
        "4 date: `2024-13-02` is no date in the form of this column",
        "5 amount: empty; expected a number",
    ];
    assert_eq!(landed.rejected(), expected);
    let expected = [
        "imported order EUR 1 2.5",
        "rejected no amount EUR 1 0",
        "rejected unreadable amount EUR 1 0",
        "rejected unreadable date EUR 1 1",
    ];
    assert_eq!(classes(&tally), expected);
    assert_eq!(tally.classes.iter().map(|class| class.unreadable).sum::<u64>(), 2);
}

#[test]
fn a_column_of_the_wrong_type_altogether() {
    let error = refusal("order_id,customer_id,date,amount\n1,c1,soon,2.50\n", &options());
    assert!(
        error.contains("column `date` holds no dates that are understood (first value `soon` in line 2)"),
        "{error}"
    );
    let error = refusal("order_id,customer_id,date,amount\n1,c1,2024-05-01,much\n", &options());
    assert!(error.contains("column `amount` holds no numbers (first value `much` in line 2)"), "{error}");
}

#[test]
fn empty_file_and_header_only() {
    assert_eq!(refusal("", &options()), "`orders.csv` is empty");
    assert_eq!(refusal(" \n\n", &options()), "`orders.csv` is empty");
    assert_eq!(refusal(HEADER, &options()), "`orders.csv` holds a header of 4 columns and no rows");
}

#[test]
fn truncated_gzip() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(HEADER.as_bytes()).unwrap();
    for order in 0..500_000 {
        writeln!(encoder, "{order},c{},2024-05-01,{}.{:02}", order % 977, order % 89, order % 97).unwrap();
    }
    let packed = encoder.finish().unwrap();
    let (_folder, path) = file("orders.csv.gz", &packed);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!((tally.rows, landed.count("orders")), (500_000, 500_000));
    let (_folder, path) = file("orders.csv.gz", &packed[..packed.len() - 1000]);
    let error = match inspect(&path, &options()) {
        Ok(inspection) => crate::sources::read(&inspection, &options(), &mut super::Landed::default()).unwrap_err(),
        Err(error) => error,
    };
    let error = error.to_string();
    assert!(error.starts_with("`orders.csv.gz` is a gzip file that was cut off after "), "{error}");
    assert!(error.ends_with("fetch it again, nothing of it is imported"));
}

#[test]
fn mixed_delimiters() {
    let mut text = "order_id;customer_id;date;amount\n".to_owned();
    for order in 0..30 {
        text.push_str(&format!("{order};c1;2024-05-01;2\n"));
    }
    for order in 30..50 {
        text.push_str(&format!("{order},c1,2024-05-01,2\n"));
    }
    let error = refusal(&text, &options());
    assert!(error.contains("mixes delimiters: `;` in 31 rows, `,` in 20 rows (first in line 32)"), "{error}");
    // Told which, the other rows are rejected with their numbers of fields.
    let (_folder, path) = file("orders.csv", &text);
    let (_, landed, tally) = import(&path, &Options { delimiter: Some(Delimiter::Semicolon), ..options() });
    assert_eq!(landed.rejected()[0], "32 -: 1 fields where the header has 4");
    assert_eq!(classes(&tally)[1], "rejected wrong number of fields EUR 20 0");
}

#[test]
fn one_column_has_no_delimiter() {
    let error = refusal("alpha\nbeta\ngamma\n", &options());
    assert!(error.contains("no delimiter splits the rows evenly") && error.contains("--delimiter"), "{error}");
}

#[test]
fn nul_bytes() {
    let text = format!("{HEADER}1,c1,2024-05-01,2.50\n2,c\0 2,2024-05-01,2.50\n3,c3,2024-05-01,1.00\n");
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(landed.rejected(), ["3 -: holds NUL bytes; the file is damaged or of another encoding"]);
    assert_eq!(classes(&tally), ["imported order EUR 2 3.5", "rejected NUL bytes EUR 1 0"]);
}

#[test]
fn a_line_of_many_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.csv");
    let mut handle = std::fs::File::create(&path).unwrap();
    handle.write_all(HEADER.as_bytes()).unwrap();
    handle.write_all(b"1,c1,2024-05-01,2.50\n2,c2,2024-05-01,").unwrap();
    // A hole in the file: 64 MiB of zeros that take no room.
    handle.seek(SeekFrom::Current(64 << 20)).unwrap();
    handle.write_all(b"\n3,c3,2024-05-01,1.00\n").unwrap();
    drop(handle);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(landed.rejected(), ["3 -: longer than 8 MiB"]);
    assert_eq!(classes(&tally), ["imported order EUR 2 3.5", "rejected too long EUR 1 0"]);
}

#[test]
fn duplicate_headers() {
    let text = "order_id,customer_id,date,amount,amount\n1,c1,2024-05-01,2.50,9.00\n";
    let (_folder, path) = file("orders.csv", text);
    let (inspection, landed, _) = import(&path, &options());
    assert_eq!(inspection.columns[4].name, "amount.2");
    let decision = inspection.decisions.iter().find(|decision| decision.value == "amount.2").unwrap();
    assert_eq!(decision.evidence, "the header names `amount` more than once; column 5 is called `amount.2`");
    assert_eq!(landed.rows("orders", &["net"]), ["2.500000"]);
}

#[test]
fn decimal_sign_that_stays_open() {
    let text = "order_id;customer_id;date;amount\n1;c1;2024-05-01;1.234\n2;c1;2024-05-02;5.678\n";
    let error = refusal(text, &options());
    let expected = "`orders.csv`: column `amount` has `1.234` in line 2, which is either a thousand or a fraction, and no value that \
                    settles it; say `--decimal comma` or `--decimal point`";
    assert_eq!(error, expected);
    let (_folder, path) = file("orders.csv", text);
    let (_, _, tally) = import(&path, &Options { decimal: Some(DecimalSign::Comma), ..options() });
    assert_eq!(classes(&tally), ["imported order EUR 2 6912"]);
    let (_, _, tally) = import(&path, &Options { decimal: Some(DecimalSign::Point), ..options() });
    assert_eq!(classes(&tally), ["imported order EUR 2 6.912"]);
}

#[test]
fn decimal_signs_that_contradict() {
    let error = refusal("order_id;customer_id;date;amount\n1;c1;2024-05-01;1,50\n2;c1;2024-05-02;2.50\n", &options());
    assert!(error.contains("decimal point in `2.50` (line 3) and a decimal comma in `1,50` (line 2)"), "{error}");
}

#[test]
fn a_value_far_down_settles_an_open_column() {
    let mut text = "order_id;customer_id;date;amount\n".to_owned();
    for order in 0..300_000 {
        text.push_str(&format!("{order};c1;03-04-2024;1.234\n"));
    }
    text.push_str("300000;c1;31-12-2024;0,50\n");
    assert!(text.len() > 6 << 20);
    let (_folder, path) = file("orders.csv", &text);
    let (inspection, _, tally) = import(&path, &options());
    assert_eq!(inspection.columns[3].decimal, Some(DecimalSign::Comma));
    assert_eq!(classes(&tally), ["imported order EUR 300001 370200000.5"]);
}

#[test]
fn windows_1252_and_utf_16() {
    let text = "order_id;customer_id;date;amount\n1;Zoë;2024-05-01;2,50\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe], utf16.as_slice()].concat();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let utf8 = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    let cases: [(&[u8], Encoding); 5] = [
        (&latin, Encoding::Windows1252),
        (&utf16, Encoding::Utf16Le),
        (&with_mark, Encoding::Utf16Le),
        (&big, Encoding::Utf16Be),
        (&utf8, Encoding::Utf8),
    ];
    for (bytes, encoding) in cases {
        let (_folder, path) = file("orders.csv", bytes);
        let (inspection, landed, _) = import(&path, &options());
        assert!(
            inspection
                .decisions
                .iter()
                .any(|decision| decision.what == "encoding" && decision.value == encoding.name())
        );
        assert_eq!(landed.rows("orders", &["order_id", "record_id", "net"]), ["1 | Zoë | 2.500000"], "{encoding}");
    }
}

#[test]
fn a_letter_of_another_encoding_after_the_head() {
    let mut text = HEADER.as_bytes().to_vec();
    for order in 0..250_000 {
        text.extend_from_slice(format!("{order},c1,2024-05-01,1.00\n").as_bytes());
    }
    text.extend_from_slice(b"x,Zo\xeb,2024-05-01,1.00\n");
    assert!(text.len() > 5 << 20);
    let (_folder, path) = file("orders.csv", &text);
    let (_, _, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 250001 250001"]);
    let (_, landed, tally) = import(&path, &Options { encoding: Some(Encoding::Utf8), ..options() });
    assert_eq!(landed.rejected(), ["250002 -: is no valid UTF-8; `--encoding windows-1252` reads other letters"]);
    assert_eq!(tally.rows, 250_001);
}

#[test]
fn a_file_of_which_no_row_can_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.csv");
    std::fs::write(&path, b"order_id;klant;datum;bedrag\n1;Zo\xeb;01-05-2024;2,50\n2;Ren\xe9;02-05-2024;2,50\n")
        .unwrap();
    let options = Options { encoding: Some(Encoding::Utf8), ..options() };
    let error = inspect(&path, &options).unwrap_err().to_string();
    let expected = "`orders.csv`: none of its 2 rows can be read; line 2 is no valid UTF-8; `--encoding windows-1252` reads other letters";
    assert_eq!(error, expected);
    let error = refusal("order_id,customer_id,date,amount\n1,c1,,2.50\n", &super::options());
    let expected =
        "`orders.csv`: column `date`, which is to hold dates, is empty; choose another with `--map ordered_at=COLUMN`";
    assert_eq!(error, expected);
}
