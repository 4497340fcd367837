//! Exports of Shopify, WooCommerce and Stripe.

use super::{classes, file, fixture, import, options};
use crate::sources::{DateOrder, Kind, Options};

#[test]
fn shopify_orders_with_lines_refunds_and_what_is_left_out() {
    let (inspection, landed, tally) = import(&fixture("shopify/orders_export.csv"), &options());
    assert_eq!((inspection.kind, inspection.source.as_str()), (Kind::ShopifyOrders, "shopify"));
    let expected = [
        "excluded cancelled EUR 1 20",
        "excluded test EUR 2 1",
        "imported guest order EUR 1 15",
        "imported order EUR 4 156.55",
        "imported order USD 1 118",
    ];
    assert_eq!(classes(&tally), expected);
    let orders = landed
        .rows("orders", &["order_id", "guest", "status", "currency", "gross", "tax", "net", "line_count", "channel"]);
    let expected = [
        "#2001 | false | paid | EUR | 66.550000 | 11.550000 | 55.000000 | 2 | web",
        "#2002 | false | partially_refunded | EUR | 90.000000 | 15.620000 | 74.380000 | 2 | web",
        "#2003 | true | paid | EUR | 15.000000 | 2.600000 | 12.400000 | 1 | store",
        "#2004 | false | cancelled | EUR | 20.000000 | 3.470000 | 16.530000 | 1 | web",
        "#2005 | false | test | EUR | 1.000000 | 0.170000 | 0.830000 | 2 | web",
        "#2006 | false | paid | USD | 118.000000 | 8.000000 | 110.000000 | 1 | web",
    ];
    assert_eq!(orders, expected);
    assert_eq!(
        landed.rows("orders", &["order_id", "ordered_at", "ordered_on", "record_id"])[2],
        "#2003 | 2024-06-05T13:10:00Z | 2024-06-05 | guest:#2003"
    );
    // A line has its share of the discount on the order, and no VAT: 40 x 90/100 x 74.38/90 = 29.752.
    let lines = landed.rows("order_lines", &["order_id", "product_id", "quantity", "unit_price", "net"]);
    let expected = [
        "#2001 | LIN-M | 2.000000 | 20.000000 | 33.057851",
        "#2001 | HAT | 1.000000 | 20.500000 | 16.942149",
        "#2002 | LIN-L | 1.000000 | 40.000000 | 29.752000",
        "#2002 | BAG | 2.000000 | 30.000000 | 44.628000",
        "#2003 | HAT | 1.000000 | 15.000000 | 12.400000",
        "#2004 | HAT | 1.000000 | 20.000000 | 16.530000",
        "#2005 | HAT | 1.000000 | 1.000000 | 0.830000",
        "#2005 | BAG | 1.000000 | 0.000000 | 0.000000",
        "#2006 | BAG | 4.000000 | 25.000000 | 100.000000",
    ];
    assert_eq!(lines, expected);
    // 18.00 of 90.00 with VAT: 18 x 74.38 / 90.
    let refunded = landed.rows("orders", &["order_id", "refunded"]);
    let expected = ["#2001 | ", "#2002 | 14.876000", "#2003 | ", "#2004 | ", "#2005 | ", "#2006 | "];
    assert_eq!(refunded, expected);
    assert_eq!(landed.count("refunds"), 0, "the lake makes them of its orders");
    let states = landed.rows("order_lines", &["order_id", "status", "channel"]);
    assert_eq!(
        states[3..7],
        ["#2002 | partially_refunded | web", "#2003 | paid | store", "#2004 | cancelled | web", "#2005 | test | web"]
    );
}

#[test]
fn shopify_contact_data_stays_in_its_tables() {
    let (_, landed, _) = import(&fixture("shopify/orders_export.csv"), &options());
    let customers = landed.rows("customer_records", &["email", "last_name", "postcode", "guest"]);
    assert!(customers.contains(&"eva@example.org | Eva Voorbeeld | 8011AA | false".to_owned()), "{customers:?}");
    let points = landed.rows("contact_points", &["kind", "value"]);
    assert!(
        points.contains(&"phone | +31600000011".to_owned()) || points.iter().any(|point| point.starts_with("email"))
    );
    for table in ["orders", "order_lines", "refunds"] {
        let records = landed.rows(table, &["record_id", "group_id"]);
        assert!(records.iter().all(|record| !record.contains('@')), "{records:?}");
    }
    let records = landed.rows("orders", &["record_id"]);
    assert_eq!(records[0], records[5], "one address is one customer");
}

#[test]
fn shopify_orders_carry_over_pages() {
    let mut text = "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem SKU,Canceled at\n".to_owned();
    for order in 0..4_000 {
        text.push_str(&format!(
            "#{order},c{order}@example.org,paid,EUR,30.00,0.00,0.00,30.00,2024-05-01 10:00:00 +0200,1,Mug,10.00,MUG,\n"
        ));
        for _ in 0..2 {
            text.push_str(&format!("#{order},,,,,,,,2024-05-01 10:00:00 +0200,1,\"A name that is long enough to make several pages, and then some more of it\",10.00,X,\n"));
        }
    }
    let (_folder, path) = file("orders.csv", &text);
    assert!(text.len() > 1 << 20);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!((tally.rows, landed.count("orders"), landed.count("order_lines")), (12_000, 4_000, 12_000));
    assert!(landed.rows("orders", &["line_count"]).iter().all(|count| count == "3"));
}

#[test]
fn woocommerce_orders_with_lines_in_columns() {
    let (inspection, landed, tally) = import(&fixture("woocommerce/orders.csv"), &options());
    assert_eq!(inspection.kind, Kind::WooCommerceOrders);
    let dates = inspection.decisions.iter().find(|decision| decision.what == "dates").unwrap();
    assert_eq!(
        dates.to_string(),
        "dates month-day-year (column `date`: only so is `5/21/2024 11:58` in line 2 a date)"
    );
    let expected = ["excluded cancelled EUR 1 12.1", "imported guest order EUR 1 12.1", "imported order EUR 3 102.85"];
    assert_eq!(classes(&tally), expected);
    let orders = landed.rows("orders", &["order_id", "record_id", "status", "net", "shipping", "line_count"]);
    assert_eq!(orders[0], "3001 | 17 | paid | 35.000000 | 5.000000 | 2");
    assert!(orders[2].starts_with("3003 | e:") && orders[2].ends_with(" | cancelled | 10.000000 | 0.000000 | 1"));
    assert_eq!(orders[4], "3005 | guest:3005 | paid | 10.000000 | 0.000000 | 1");
    // The same address with and without capitals is one guest customer.
    let records = landed.rows("orders", &["record_id"]);
    assert!(records[1].starts_with("e:") && records[1] == records[3], "{records:?}");
    // A refunded order gives everything back, on a date the export does not tell.
    let refunded = landed.rows("orders", &["order_id", "refunded"]);
    assert_eq!(refunded, ["3001 | ", "3002 | 40.000000", "3003 | ", "3004 | ", "3005 | "]);
    let lines = landed.rows("order_lines", &["order_id", "line_no", "product_id", "quantity", "net"]);
    assert_eq!(lines[0], "3001 | 1 | 71 | 2.000000 | 20.000000");
    assert_eq!(lines[1], "3001 | 2 | 72 | 1.000000 | 10.000000");
}

#[test]
fn woocommerce_report_without_customers_says_so() {
    let (inspection, landed, tally) = import(&fixture("woocommerce/analytics.csv"), &options());
    assert_eq!(inspection.kind, Kind::WooCommerceOrders);
    assert!(inspection.warnings[0].contains("names no customer"), "{:?}", inspection.warnings);
    assert_eq!(classes(&tally), ["imported guest order EUR 2 65", "imported guest refund EUR 1 -10"]);
    assert_eq!(landed.rows("orders", &["record_id", "coupon"]), ["guest:3001 | ", "guest:3002 | lente5"]);
    assert_eq!(landed.rows("refunds", &["order_id", "amount", "refunded_on"]), ["3002 | 10.000000 | 2024-05-25"]);
}

#[test]
fn woocommerce_dates_that_stay_open_are_refused() {
    let text = "order_id,date,status,order_total,customer_user,billing_email\n1,5/1/2024 11:58,completed,34.98,17,a@example.org\n";
    let error = super::refusal(text, &options());
    let expected = "`orders.csv`: column `date` has `5/1/2024 11:58` in line 2, which is a day in one order and a month in another, \
                    and no value that settles it; say `--date-order dmy`, `mdy` or `ymd`";
    assert_eq!(error, expected);
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &Options { date_order: Some(DateOrder::Mdy), ..options() });
    assert_eq!(landed.rows("orders", &["ordered_on"]), ["2024-05-01"]);
}

#[test]
fn stripe_counts_only_money_that_was_taken() {
    let (inspection, landed, tally) = import(&fixture("stripe/payments.csv"), &options());
    assert_eq!(inspection.kind, Kind::StripePayments);
    let expected = [
        "excluded failed EUR 1 89",
        "excluded test EUR 1 5",
        "excluded uncaptured EUR 1 30",
        "imported order EUR 2 118",
        "imported order USD 1 120",
    ];
    assert_eq!(classes(&tally), expected);
    let orders = landed.rows("orders", &["order_id", "status", "currency", "net", "fees", "ordered_at", "ordered_on"]);
    let expected = [
        "ch_4001 | paid | EUR | 59.000000 | 1.140000 | 2026-03-02T23:30:34Z | 2026-03-03",
        "ch_4002 | refunded | EUR | 59.000000 | 1.140000 | 2026-03-03T07:05:10Z | 2026-03-03",
        "ch_4003 | failed | EUR | 89.000000 | 0.000000 | 2026-03-04T11:00:00Z | 2026-03-04",
        "ch_4004 | failed | EUR | 30.000000 | 0.000000 | 2026-03-05T11:00:00Z | 2026-03-05",
        "ch_4005 | partially_refunded | USD | 120.000000 | 3.200000 | 2026-03-06T12:00:00Z | 2026-03-06",
        "ch_4006 | test | EUR | 5.000000 | 0.300000 | 2026-03-07T12:00:00Z | 2026-03-07",
    ];
    assert_eq!(orders, expected);
    let refunded = landed.rows("orders", &["order_id", "refunded"]);
    let expected =
        ["ch_4001 | ", "ch_4002 | 59.000000", "ch_4003 | ", "ch_4004 | ", "ch_4005 | 20.000000", "ch_4006 | "];
    assert_eq!(refunded, expected);
    let (_, landed, tally) = import(&fixture("stripe/payments_older.csv"), &options());
    assert_eq!((tally.rows, landed.count("orders")), (1, 1));
}
