//! Input that is wrong, empty or odd: what is said, and the exit code.

use std::fmt::Write;

use super::{done, ended, folder, rows, with};

const COLUMNS: [&str; 6] = ["--customer", "who", "--time", "day", "--amount", "paid"];

fn summarize<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut words = vec!["summarize", file, "--format", "csv"];
    words.extend(COLUMNS);
    words.extend(more);
    words
}

#[test]
fn a_missing_column_is_named_with_those_that_are_there() {
    let folder = with("orders.csv", "customer,day,paid\nA,2024-01-01,1.00\n");
    let talk = ended(folder.path(), &summarize("orders.csv", &[]), 3);
    assert!(talk.contains("`who`") && talk.contains("customer"), "{talk}");
}

#[test]
fn a_row_that_cannot_be_read_is_told_with_its_line_and_counted() {
    let folder = with("orders.csv", "who,day,paid\nA,2024-01-01,1.00\nA,2024-01-08,many\nB,2024-01-09,2.00\n");
    let output = super::tenure(folder.path(), &summarize("orders.csv", &[]));
    let (out, talk) = super::texts(&output);
    assert_eq!((output.status.code(), rows(&out).len()), (Some(3), 2), "{talk}");
    assert!(talk.contains("line 3, amount") && talk.contains("1 rows refused"), "{talk}");
}

#[test]
fn an_empty_file_and_one_with_only_a_header_are_rejected() {
    for text in ["", "who,day,paid\n"] {
        let folder = with("orders.csv", text);
        ended(folder.path(), &summarize("orders.csv", &[]), 3);
    }
}

#[test]
fn guests_refunds_and_late_orders_are_told_apart() {
    let text = "who,day,paid\nA,2024-01-01,10.00\n,2024-01-02,5.00\nR,2024-01-02,-3.00\n\
                A,2024-01-03,-4.00\nA,2024-01-08,6.00\nB,2024-02-01,1.00\n";
    let folder = with("orders.csv", text);
    let (out, talk) = done(folder.path(), &summarize("orders.csv", &["--as-of", "2024-01-15", "--unit", "day"]));
    let log = 7_f64.ln();
    assert_eq!(rows(&out), [format!("A,1,7.0,14.0,6.0,{log},2024-01-01,2024-01-08").split(',').collect::<Vec<_>>()]);
    for said in ["1 rows after 2024-01-15", "1 rows without a customer, 5.00", "1 customers with refunds only, 3.00"] {
        assert!(talk.contains(said), "{said}: {talk}");
    }
}

#[test]
fn a_calibration_end_after_the_as_of_date_is_a_wrong_question() {
    let folder = with("orders.csv", "who,day,paid\nA,2024-01-01,1.00\n");
    let talk = ended(folder.path(), &summarize("orders.csv", &["--calibration-end", "2024-03-01"]), 2);
    assert!(talk.contains("2024-03-01") && talk.contains("2024-01-01"), "{talk}");
}

#[test]
fn one_customer_has_an_answer() {
    let folder = with("orders.csv", "who,day,paid\n007,2024-01-01,1.00\n007,2024-01-08,3.00\n");
    let (out, _) = done(folder.path(), &summarize("orders.csv", &["--out", "summary.parquet"][..0]));
    assert_eq!(rows(&out)[0][..5], ["007", "1", "1.0", "1.0", "3.0"]);
}

#[test]
fn a_hundred_thousand_orders_of_one_customer_are_one_row_that_scores() {
    let mut text = String::from("who,day,paid\n");
    for order in 0..100_000 {
        let (year, month, day) = (1990 + order / 360 % 34, order / 30 % 12 + 1, order % 28 + 1);
        writeln!(text, "A,{year}-{month:02}-{day:02},1.50").unwrap();
    }
    text.push_str("B,2019-06-01,1.00\n");
    let folder = with("orders.csv", &text);
    let mut words = vec!["summarize", "orders.csv", "--out", "summary.csv"];
    words.extend(COLUMNS);
    done(folder.path(), &words);
    let fit = super::tenure(folder.path(), &["fit", "summary.csv", "--model", "bg-nbd", "--out", "model.json"]);
    assert!(matches!(fit.status.code(), Some(0 | 4)));
    let (out, _) = done(folder.path(), &["predict", "model.json", "summary.csv", "--horizon", "1y", "--format", "csv"]);
    assert!(rows(&out).iter().all(|row| row[1].parse::<f64>().unwrap().is_finite()), "{out}");
}

#[test]
fn without_repeat_buyers_the_model_says_so_and_still_answers() {
    let mut text = String::from("customer_id,frequency,recency,age,monetary_value\n");
    for customer in 0..60 {
        writeln!(text, "{customer},0,0,{},0", 10 + customer).unwrap();
    }
    let folder = with("summary.csv", &text);
    let talk = ended(folder.path(), &["fit", "summary.csv", "--model", "bg-nbd", "--out", "model.json"], 4);
    assert!(talk.contains("no customer has bought twice"), "{talk}");
    let (out, talk) =
        done(folder.path(), &["predict", "model.json", "summary.csv", "--horizon", "1y", "--format", "csv"]);
    assert!(talk.contains("no customer has bought twice"), "{talk}");
    assert!(rows(&out).iter().all(|row| row[2].parse::<f64>().unwrap() < 0.1), "{out}");
    let talk = ended(folder.path(), &["fit", "summary.csv", "--model", "gamma-gamma"], 3);
    assert!(talk.contains("no spend"), "{talk}");
}

#[test]
fn values_that_no_customer_can_have_are_named_with_their_row() {
    let cases = [
        ("2,1.0,NaN", "age", "row 2"),
        ("2,1.0,", "age", "row 2"),
        ("-1,1.0,5.0", "frequency", "whole number"),
        ("2,9.0,5.0", "recency", "between 0 and the age"),
        ("0,1.0,5.0", "recency", "no repeat purchase"),
    ];
    for (row, column, said) in cases {
        let folder = with("summary.csv", &format!("frequency,recency,age\n1,2.0,5.0\n{row}\n"));
        let talk = ended(folder.path(), &["fit", "summary.csv", "--model", "bg-nbd"], 3);
        assert!(talk.contains(&format!("`{column}`")) && talk.contains(said), "{row}: {talk}");
    }
    let folder = with("summary.csv", "frequency,recency,age\n1,2.0,many\n");
    let talk = ended(folder.path(), &["fit", "summary.csv", "--model", "bg-nbd"], 3);
    assert!(talk.contains("must hold numbers"), "{talk}");
}

#[test]
fn wrong_questions_are_usage() {
    let folder = folder();
    let asked: [&[&str]; 5] = [
        &["fit", "none.csv", "--model", "bg-nbd"],
        &["fit", "none.csv", "--model", "magic"],
        &["predict", "none.json", "none.csv", "--horizon", "soon"],
        &["simulate", "--customers", "5", "--out", "orders.xlsx"],
        &["simulate", "--customers", "5", "--params", "r=1"],
    ];
    for words in asked {
        ended(folder.path(), words, 2);
    }
}

#[test]
fn a_failed_run_leaves_no_file() {
    let folder = with("orders.csv", "who,day,paid\nA,2024-01-01,1.00\n");
    let words = summarize("orders.csv", &[])[..2].to_vec();
    let mut words = [words, COLUMNS.to_vec()].concat();
    words.extend(["--calibration-end", "2024-03-01", "--out", "summary.parquet"]);
    ended(folder.path(), &words, 2);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["orders.csv"]);
}

#[test]
fn a_file_that_stays_open_until_far_down_is_rejected_and_not_imported() {
    let mut text = String::from("order_id;customer_id;date;amount\n");
    for order in 0..200_000 {
        writeln!(text, "{order};c1;2024-05-01;12").unwrap();
    }
    text.push_str("x;c1;2024-05-01;1.250\n");
    let folder = with("orders.csv", &text);
    done(folder.path(), &["init", "ws"]);
    let talk = ended(folder.path(), &["import", "orders.csv", "--workspace", "ws"], 3);
    assert!(talk.contains("`1.250` in line 200002") && talk.contains("--decimal comma"), "{talk}");
}

#[test]
fn one_cell_that_is_no_number_is_told_with_its_row() {
    let folder = with("s.csv", "customer_id,frequency,recency,age\nA,1,2.0,5.0\nB,2,Jansen,5.0\nC,0,0,5.0\n");
    let talk = ended(folder.path(), &["fit", "s.csv", "--model", "bg-nbd"], 3);
    assert!(talk.contains("column `recency` of `s.csv` is `Xxxxxx` in row 2; it must be a number"), "{talk}");
    let folder = with("s.csv", "customer_id,frequency,recency,age\nA,1,never,5.0\nB,2,soon,5.0\n");
    let talk = ended(folder.path(), &["fit", "s.csv", "--model", "bg-nbd"], 3);
    assert!(talk.contains("column `recency` of `s.csv` holds text; it must hold numbers"), "{talk}");
}

#[test]
fn a_summary_that_cannot_be_made_says_why_once() {
    let folder = with("orders.csv", "who,paid\nA,1.00\n");
    let talk = ended(folder.path(), &summarize("orders.csv", &[]), 3);
    assert_eq!(talk.matches("`orders.csv`").count(), 1, "{talk}");
    assert!(!talk.contains("could not be summarised"), "{talk}");
    std::fs::write(folder.path().join("orders.parquet"), b"PAR1 and nothing of the kind that follows").unwrap();
    let output = super::tenure(folder.path(), &summarize("orders.parquet", &[]));
    let (_, talk) = super::texts(&output);
    assert!(talk.contains("orders.parquet") && !talk.contains("summarising failed"), "{talk}");
    assert!(!talk.contains("Parquet error: Parquet error"), "{talk}");
}

#[test]
fn days_that_cannot_be_true_are_no_orders() {
    let text = "who,day,paid\nA,2024-01-01,1.00\nA,0001-01-01,1.00\nA,2999-01-01,1.00\nA,2024-01-08,2.00\n";
    let folder = with("orders.csv", text);
    let output = super::tenure(folder.path(), &summarize("orders.csv", &["--unit", "day"]));
    let (out, talk) = super::texts(&output);
    assert_eq!(output.status.code(), Some(3), "{talk}");
    let found = &rows(&out)[0];
    assert_eq!((found[1].as_str(), found[2].as_str(), found[3].as_str()), ("1", "7.0", "7.0"), "{out}");
    assert!(talk.contains("line 3, time: `0001-01-01` is before 1990"), "{talk}");
    assert!(talk.contains("line 4, time: `2999-01-01` is in the future"), "{talk}");
}
