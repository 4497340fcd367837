//! Values that no column holds, or that cannot be what they say.

use super::{classes, file, import, options, refusal};
use crate::sources::{DecimalSign, Kind, Options};

const LINES: &str = "order_id,customer_id,date,sku,quantity,unit_price\n";

#[test]
fn a_product_beyond_any_amount_is_rejected_and_its_amount_unreadable() {
    let absurd =
        "2,c2,2024-05-01,P,999999999999,999999999999\n3,c2,2024-05-01,P,9000000000000000000,9000000000000000000\n";
    let (_folder, path) = file("lines.csv", [LINES, "1,c1,2024-05-01,P,2,3.50\n", absurd].concat());
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 1 7", "rejected amount too large EUR 2 0"]);
    assert_eq!(tally.classes.iter().map(|class| class.unreadable).sum::<u64>(), 2);
    assert_eq!(landed.rejected(), ["3 unit_price: more than twelve digits", "4 quantity: more than twelve digits"]);
    let text = [
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n",
        "1,A1,Mug,1,2024-05-01 10:00,2.50,7,NL\n1,A1,Mug,999999999999,2024-05-01 10:00,999999999999,7,NL\n",
    ];
    let (_folder, path) = file("lines.csv", text.concat());
    let (_, _, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported sale EUR 1 2.5", "rejected amount too large EUR 1 0"]);
}

#[test]
fn amounts_that_are_rejected_never_overflow_their_sum() {
    let mut text = "order_id,customer_id,date,amount\n".to_owned();
    for order in 0..100 {
        text.push_str(&format!("{order},c1,2024-05-01,9200000000000000000\n"));
    }
    text.push_str("x,c1,2024-05-01,1.50\n");
    let (_folder, path) = file("orders.csv", text);
    let (_, _, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 1 1.5", "rejected amount too large EUR 100 0"]);
}

#[test]
fn a_shopify_line_beyond_any_amount_goes_alone() {
    let text = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem SKU\n\
                #1,a@example.org,paid,EUR,30.00,0.00,0.00,30.00,2024-05-01 10:00:00 +0200,1,Mug,99999999999999,MUG\n\
                #1,,,,,,,,2024-05-01 10:00:00 +0200,one,Hat,10.00,HAT\n\
                #1,,,,,,,,2024-05-01 10:00:00 +0200,3,Cap,10.00,CAP\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 2 30", "rejected unreadable amount EUR 1 0"]);
    assert_eq!(tally.unreadable_lines, 1);
    assert_eq!(landed.rejected(), ["3 Lineitem quantity: `xxx` is no number in the form of this column"]);
    assert!(landed.rejects[0].3.starts_with("#1,"), "{}", landed.rejects[0].3);
    assert_eq!(landed.rows("orders", &["net", "line_count"]), ["30.000000 | 1"]);
    assert_eq!(landed.rows("order_lines", &["product_id", "net"]), ["CAP | 30.000000"]);
}

#[test]
fn a_woocommerce_line_beyond_any_amount_goes_alone() {
    let text = "order_id,date,status,order_total,customer_user,billing_email,order_item_1,order_item_2,order_item_3\n\
                1,2024-05-01 11:58,completed,34.98,17,a@example.org,product_id:71|2|20|,product_id:72|99999999999999|10|,product_id:73|1|99999999999999|\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(tally.unreadable_lines, 2);
    assert_eq!(landed.rows("order_lines", &["product_id", "quantity", "net"]), ["71 | 2.000000 | 20.000000"]);
    assert_eq!(landed.rows("orders", &["line_count"]), ["1"]);
}

#[test]
fn vat_has_the_sign_of_its_amount_and_is_less() {
    let text = "order_id,customer_id,date,total,vat\nA1,c1,2024-05-01,121.00,21.00\nR1,c1,2024-05-02,-121.00,21.00\n\
                R2,c1,2024-05-02,-121.00,-21.00\nA2,c1,2024-05-03,10.00,21.00\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    let expected =
        ["imported order EUR 1 121", "imported refund EUR 2 -242", "rejected VAT larger than the amount EUR 1 10"];
    assert_eq!(classes(&tally), expected);
    assert_eq!(landed.rows("orders", &["net"]), ["100.000000"]);
    assert_eq!(landed.rows("refunds", &["amount"]), ["100.000000", "100.000000"]);
    assert_eq!(landed.rejected(), ["5 vat: `21.00` is more than the amount that it is part of"]);
}

/// Whole numbers for longer than the head of a file is looked at, then these rows.
fn whole_for_long(rows: &str) -> String {
    let mut text = "order_id;customer_id;date;amount\n".to_owned();
    for order in 0..200_000 {
        text.push_str(&format!("{order};c1;2024-05-01;12\n"));
    }
    assert!(text.len() > 4 << 20);
    text + rows
}

#[test]
fn a_value_far_down_that_is_a_thousand_or_a_fraction_is_refused() {
    let text = whole_for_long("x;c1;2024-05-01;1.250\n");
    let error = refusal(&text, &options());
    let expected = "column `amount` has `1.250` in line 200002, which is either a thousand or a fraction";
    assert!(error.contains(expected) && error.contains("`--decimal comma`"), "{error}");
    let (_folder, path) = file("orders.csv", &text);
    let (_, _, tally) = import(&path, &Options { decimal: Some(DecimalSign::Comma), ..options() });
    assert_eq!(classes(&tally), ["imported order EUR 200001 2401250"]);
}

#[test]
fn a_fraction_far_down_settles_its_column() {
    let (_folder, path) = file("orders.csv", whole_for_long("x;c1;2024-05-01;12,50\ny;c1;2024-05-01;1.250\n"));
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 200002 2401262.5"]);
    assert!(landed.rejects.is_empty());
}

#[test]
fn lines_without_an_order_number_belong_to_what_was_bought_at_that_time() {
    let text = "customer_id,date,sku,quantity,unit_price\nc1,2024-05-01,P1,1,10.50\nc1,2024-05-01,P2,1,2.00\n\
                ,2024-05-01,P1,1,10.50\n,2024-05-01,P2,1,2.00\n";
    let (_folder, path) = file("lines.csv", text);
    let (_, landed, _) = import(&path, &Options { kind: Some(Kind::OrderLines), ..options() });
    let lines = landed.rows("order_lines", &["order_id", "record_id"]);
    assert_eq!(lines[0], "c1@1714514400000000# | c1");
    assert_eq!(lines[0], lines[1]);
    assert!(lines[2].starts_with("@1714514400000000#") && lines[2] != lines[3], "{lines:?}");
    let (order, record) = lines[2].split_once(" | ").unwrap();
    assert_eq!(record, format!("guest:{order}"));
}

#[test]
fn lines_carry_channel_location_and_state() {
    let text = "order_id,customer_id,date,sku,quantity,unit_price,channel,store,status\n\
                A1,c1,2024-05-01,P1,1,10.50,kassa,Utrecht,betaald\nA2,c1,2024-05-01,P1,1,10.50,,,\n";
    let (_folder, path) = file("lines.csv", text);
    let options = Options { kind: Some(Kind::OrderLines), channel: Some("marketplace".to_owned()), ..options() };
    let (_, landed, _) = import(&path, &options);
    let lines = landed.rows("order_lines", &["order_id", "channel", "location", "status"]);
    assert_eq!(lines, ["A1 | store | Utrecht | paid", "A2 | marketplace |  | "]);
}

/// Objects for longer than the head of a file is looked at, then these.
fn objects_for_long(rows: &str) -> String {
    let mut text = String::new();
    for order in 0..70_000 {
        text.push_str(&format!(r#"{{"order_id":"{order}","customer_id":"c1","date":"2024-05-01","amount":12}}"#));
        text.push('\n');
    }
    assert!(text.len() > 4 << 20);
    text + rows
}

#[test]
fn a_member_that_first_stands_far_down_counts() {
    let text = objects_for_long(
        r#"{"order_id":"L1","customer_id":"c1","date":"2024-05-01","amount":999,"status":"cancelled"}
{"order_id":"L2","customer_id":"c1","date":"2024-05-01","amount":500,"currency":"USD","status":"refunded"}
{"order_id":"L3","broken":
{"order_id":"L4","customer_id":"c1","date":"2024-05-01","amount":7,"more":{"sku":"P1"},"odd":[1,{"x":2}],"none":null}"#,
    );
    let (_folder, path) = file("orders.jsonl", text);
    let (inspection, landed, tally) = import(&path, &options());
    let names: Vec<&str> = inspection.columns.iter().map(|column| column.name.as_str()).collect();
    let expected = ["order_id", "customer_id", "date", "amount", "status", "currency", "more.sku", "odd", "none"];
    assert_eq!(names, expected);
    let expected = [
        "excluded cancelled EUR 1 999",
        "imported order EUR 70001 840007",
        "imported order USD 1 500",
        "rejected no JSON object EUR 1 0",
    ];
    assert_eq!(classes(&tally), expected);
    let columns = ["order_id", "status", "currency", "net", "refunded"];
    let late = &landed.rows("orders", &columns)[70_000..];
    let expected = [
        "L1 | cancelled | EUR | 999.000000 | ",
        "L2 | refunded | USD | 500.000000 | 500.000000",
        "L4 | placed | EUR | 7.000000 | ",
    ];
    assert_eq!(late, expected);
}

#[test]
fn a_member_of_every_row_is_no_column_but_what_means_something_is() {
    let mut text = objects_for_long("");
    for order in 0..300 {
        text.push_str(&format!(
            r#"{{"order_id":"x{order}","customer_id":"c1","date":"2024-05-01","amount":1,"of":{{"p{order}":1}}}}"#
        ));
        text.push('\n');
    }
    text.push_str(r#"{"order_id":"L","customer_id":"c1","date":"2024-05-01","amount":1,"status":"cancelled"}"#);
    let (_folder, path) = file("orders.jsonl", text);
    let inspection = crate::sources::inspect(&path, &options()).unwrap();
    assert_eq!(inspection.columns.len(), 4 + 256 + 1);
    assert_eq!(inspection.column(crate::sources::Role::Status).unwrap().name, "status");
}
