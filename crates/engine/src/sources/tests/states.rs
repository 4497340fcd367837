//! Orders that are cancelled, given back, tests, or there twice.

use super::{classes, file, import, options};
use crate::sources::{Kind, Options, Role};

const STATES: [&str; 4] = ["order_id", "status", "net", "refunded"];

#[test]
fn a_cancelled_order_lands_with_its_state_and_counts_as_left_out() {
    let text = "order_id,customer_id,date,amount,status\nA1,c1,2024-05-01,10.50,geannuleerd\n\
                A2,c2,2024-06-01,20.50,paid\nA3,c2,2024-06-02,1.00,test\n,c3,2024-06-03,5.00,cancelled\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    let expected = ["excluded cancelled EUR 2 15.5", "excluded test EUR 1 1", "imported order EUR 1 20.5"];
    assert_eq!(classes(&tally), expected);
    let expected = [
        "A1 | cancelled | 10.500000 | ",
        "A2 | paid | 20.500000 | ",
        "A3 | test | 1.000000 | ",
        " | cancelled | 5.000000 | ",
    ];
    assert_eq!(landed.rows("orders", &STATES), expected);
    assert_eq!(landed.rows("customer_records", &["record_id"]), ["c2"]);
}

#[test]
fn what_was_given_back_goes_with_its_order() {
    let text = "order_id,customer_id,date,amount,status,total_refunded\nA1,c1,2024-05-01,100.00,refunded,100.00\n\
                A2,c1,2024-05-02,80.50,terugbetaald,\nA3,c1,2024-05-03,60.25,partially_refunded,20.25\n\
                A4,c1,2024-05-04,30.00,paid,0.00\nA5,c1,2024-05-05,30.00,cancelled,30.00\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["excluded cancelled EUR 1 30", "imported order EUR 4 270.75"]);
    let expected = [
        "A1 | refunded | 100.000000 | 100.000000",
        "A2 | refunded | 80.500000 | 80.500000",
        "A3 | partially_refunded | 60.250000 | 20.250000",
        "A4 | paid | 30.000000 | ",
        "A5 | cancelled | 30.000000 | ",
    ];
    assert_eq!(landed.rows("orders", &STATES), expected);
    // 24.20 of 121.00 with VAT is 20.00 of 100.00.
    let text = "order_id,customer_id,date,total,vat,total_refunded\nA1,c1,2024-05-01,121.00,21.00,24.20\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &options());
    assert_eq!(landed.rows("orders", &["net", "refunded"]), ["100.000000 | 20.000000"]);
}

#[test]
fn lines_given_back_by_their_state_and_a_sum_only_when_it_is_said_to_be_theirs() {
    let text = "order_id,customer_id,date,sku,quantity,unit_price,status,total_refunded\n\
                A1,c1,2024-05-01,P1,2,10.50,refunded,30.00\nA1,c1,2024-05-01,P2,1,9.00,paid,5.00\n";
    let (_folder, path) = file("lines.csv", text);
    let lines = Options { kind: Some(Kind::OrderLines), ..options() };
    let (inspection, landed, _) = import(&path, &lines);
    assert!(inspection.warnings[0].starts_with("column `total_refunded` is not read"), "{:?}", inspection.warnings);
    let columns = ["product_id", "status", "net", "refunded"];
    let expected = ["P1 | refunded | 21.000000 | 21.000000", "P2 | paid | 9.000000 | "];
    assert_eq!(landed.rows("order_lines", &columns), expected);
    let told = Options { mapping: [(Role::Refunded, "total_refunded".into())].into(), ..lines };
    let (inspection, landed, _) = import(&path, &told);
    assert!(inspection.warnings.is_empty());
    let expected = ["P1 | refunded | 21.000000 | 30.000000", "P2 | paid | 9.000000 | 5.000000"];
    assert_eq!(landed.rows("order_lines", &columns), expected);
}

#[test]
fn of_an_order_that_comes_twice_the_one_further_along_counts() {
    let text = "order_id,customer_id,date,amount,status\nA1,c1,2024-05-01,100.50,paid\nA1,c1,2024-05-01,10.25,paid\n\
                A2,c2,2024-05-04,55.25,paid\nA2,c2,2024-05-04,55.25,refunded\nA2,c2,2024-05-04,55.25,paid\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &Options { kind: Some(Kind::Orders), ..options() });
    assert_eq!(classes(&tally), ["excluded repeated key EUR 3 120.75", "imported order EUR 2 155.75"]);
    let expected = ["A1 | paid | 100.500000 | ", "A2 | paid | 55.250000 | ", "A2 | refunded | 55.250000 | 55.250000"];
    assert_eq!(landed.rows("orders", &STATES), expected);
}

#[test]
fn of_an_order_that_comes_twice_the_one_changed_last_counts() {
    let text = "order_id,customer_id,date,amount,updated_at\nA1,c1,2024-05-01,10.00,2024-05-03\n\
                A1,c1,2024-05-01,8.00,2024-05-04\nA1,c1,2024-05-01,12.00,2024-05-02\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["excluded repeated key EUR 2 22", "imported order EUR 1 8"]);
    assert_eq!(landed.rows("orders", &["net"]), ["10.000000", "8.000000"]);
}

#[test]
fn two_refunds_of_one_order_are_two() {
    let text = "order_id,customer_id,date,amount\nA1,c1,2024-05-01,100.50\nA1,c1,2024-05-03,-10.25\n\
                A1,c1,2024-05-03,-10.25\nA2,c2,2024-05-04,55.25\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &Options { kind: Some(Kind::Orders), ..options() });
    assert_eq!(classes(&tally), ["imported order EUR 2 155.75", "imported refund EUR 2 -20.5"]);
    let refunds = landed.rows("refunds", &["refund_id", "order_id", "amount"]);
    assert_eq!(refunds, [" | A1 | 10.250000", " | A1 | 10.250000"]);
}

const SHOPIFY: &str = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,\
                       Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount\n";

#[test]
fn totals_on_every_row_of_a_shopify_order_are_one_total() {
    let first = "#1,a@example.org,paid,EUR,30.00,0.00,0.00,30.00,2024-05-01 10:00:00 +0200,2,Mug,10.00,MUG,,0.00\n";
    let second = "#1,a@example.org,paid,EUR,30.00,0.00,0.00,30.00,2024-05-01 10:00:00 +0200,1,Hat,10.00,HAT,,0.00\n";
    let (_folder, path) = file("orders.csv", [SHOPIFY, first, second].concat());
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 2 30"]);
    assert_eq!(landed.rows("orders", &["order_id", "net", "line_count"]), ["#1 | 30.000000 | 2"]);
    assert_eq!(landed.rows("order_lines", &["product_id", "net"]), ["MUG | 20.000000", "HAT | 10.000000"]);
}

#[test]
fn a_shopify_order_that_comes_again_brings_no_lines() {
    let order = |name: &str, cancelled: &str| {
        format!(
            "{name},a@example.org,paid,EUR,20.00,0.00,0.00,20.00,2024-05-01 10:00:00 +0200,1,Mug,10.00,MUG,{cancelled},0.00\n\
             {name},,,,,,,,2024-05-01 10:00:00 +0200,1,Hat,10.00,HAT,,\n"
        )
    };
    let (one, two) = (order("#1", ""), order("#2", ""));
    let (_folder, path) =
        file("orders.csv", [SHOPIFY, &one, &two, &one, &order("#2", "2024-05-02 10:00:00 +0200")].concat());
    let (_, landed, tally) = import(&path, &options());
    let expected = ["excluded cancelled EUR 2 20", "excluded repeated order EUR 3 40", "imported order EUR 3 20"];
    assert_eq!(classes(&tally), expected);
    let orders = landed.rows("orders", &["order_id", "status", "line_count"]);
    assert_eq!(orders, ["#1 | paid | 2", "#2 | paid | 2", "#2 | cancelled | 2"]);
    assert_eq!(landed.count("order_lines"), 4);
}

#[test]
fn the_woocommerce_report_tells_a_refund_by_its_state_and_by_a_row() {
    let text = "Date,\"Order #\",Status,Customer,\"Items sold\",\"Coupon(s)\",\"Net Sales\"\n\
                2024-05-21 11:58:12,3001,refunded,Hanna,3,,30.00\n2024-05-23 10:11:02,3001,refunded,Hanna,-3,,-30.00\n";
    let (_folder, path) = file("orders.csv", text);
    let options = Options { kind: Some(Kind::WooCommerceOrders), ..options() };
    let (_, landed, _) = import(&path, &options);
    assert_eq!(landed.rows("orders", &STATES), ["3001 | refunded | 30.000000 | 30.000000"]);
    assert_eq!(landed.rows("refunds", &["order_id", "amount", "refunded_on"]), ["3001 | 30.000000 | 2024-05-23"]);
}

#[test]
fn a_payment_that_failed_yields_to_the_one_that_was_made() {
    let rows = ["A1,c1,2024-05-01,10.50,mislukt\n", "A1,c1,2024-05-01,10.50,betaald\n"];
    for text in [[rows[0], rows[1]], [rows[1], rows[0]]] {
        let text = ["order_id,customer_id,date,amount,status\n", text[0], text[1]].concat();
        let (_folder, path) = file("orders.csv", text);
        let (_, landed, tally) = import(&path, &Options { kind: Some(Kind::Orders), ..options() });
        assert_eq!(classes(&tally), ["excluded repeated key EUR 1 10.5", "imported order EUR 1 10.5"]);
        assert_eq!(landed.rows("orders", &STATES).pop().unwrap(), "A1 | paid | 10.500000 | ");
    }
}

#[test]
fn what_was_not_paid_counts_as_left_out_and_what_came_back_as_given_back() {
    let text = "order_id,customer_id,date,amount,status\nA1,c1,2024-05-01,1.00,onbetaald\nA2,c1,2024-05-02,2.00,unpaid\n\
                A3,c1,2024-05-03,4.00,checkout-draft\nA4,c1,2024-05-04,8.00,retour\nA5,c1,2024-05-05,16.00,Returned\n\
                A6,c1,2024-05-06,32.00,chargeback\nA7,c1,2024-05-07,64.00,Gecancelled\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    let expected = ["excluded cancelled EUR 1 64", "excluded failed EUR 3 7", "imported order EUR 3 56"];
    assert_eq!(classes(&tally), expected);
    let states: Vec<String> = landed.rows("orders", &["status"]);
    assert_eq!(states, ["failed", "failed", "failed", "refunded", "refunded", "refunded", "cancelled"]);
}

#[test]
fn a_status_that_is_not_known_is_counted_by_its_word_and_settings_tell_it() {
    let text = "order_id,customer_id,date,amount,status\nA1,c1,2024-05-01,1.00,Afgehaald\nA2,c1,2024-05-02,2.00,teruggebracht\n\
                A3,c1,2024-05-03,4.00,afgehaald\nA4,c1,2024-05-04,8.00,\nA5,c1,2024-05-05,16.00,mail a@example.org\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(tally.unknown_statuses, 4);
    let words: Vec<(&str, u64)> = tally.unknown_words.iter().map(|(word, rows)| (word.as_str(), *rows)).collect();
    assert_eq!(words, [("Afgehaald", 1), ("xxxxxxxxxxxxx", 1), ("afgehaald", 1), ("xxxx x@xxxxxxx.xxx", 1)]);
    assert_eq!(landed.rows("orders", &["status"]), ["placed"; 5]);
    let told: Options = toml::from_str("[statuses]\nafgehaald = \"paid\"\nTeruggebracht = \"refunded\"\n").unwrap();
    let (_, landed, tally) = import(&path, &Options { statuses: told.statuses, ..options() });
    assert_eq!(landed.rows("orders", &["status"]), ["paid", "refunded", "paid", "placed", "placed"]);
    assert_eq!(tally.unknown_statuses, 1);
}

#[test]
fn an_order_and_a_line_are_told_apart_whatever_they_are_made_of() {
    let text = "order_id,line_id,customer_id,date,sku,quantity,amount\n1:2,3,c1,2024-05-01,P1,1,1.00\n\
                1,2:3,c1,2024-05-01,P1,1,2.00\n1:2,3,c1,2024-05-02,P1,-1,-1.00\n1,2:3,c1,2024-05-02,P1,-1,-2.00\n";
    let (_folder, path) = file("lines.csv", text);
    let (_, landed, tally) = import(&path, &Options { kind: Some(Kind::OrderLines), ..options() });
    assert_eq!(classes(&tally), ["imported order EUR 2 3", "imported refund EUR 2 -3"]);
    assert_eq!(landed.rows("refunds", &["refund_id", "amount"]), ["1\\:2:3 | 1.000000", "1:2:3 | 2.000000"]);
}
