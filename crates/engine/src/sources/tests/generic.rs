//! Files of no system in particular.

use super::{classes, file, fixture, import, options, refusal};
use crate::sources::{ColumnRef, Kind, Options, Role, Vat};

#[test]
fn dutch_till_with_vat_by_rate() {
    let (inspection, landed, tally) = import(&fixture("dutch_till/kassa.csv"), &options());
    assert_eq!((inspection.kind, inspection.source.as_str()), (Kind::OrderLines, "kassa"));
    let expected = [
        "imported guest order EUR 1 25",
        "imported order EUR 5 1292.49",
        "imported refund EUR 1 -12.1",
        "rejected unreadable amount EUR 1 0",
    ];
    assert_eq!(classes(&tally), expected);
    // 24.20 / 1.21 = 20, 21.80 / 1.09 = 20, 11.99 / 1.09 = 11, 1234.50 / 1.21 = 1020.247933...
    let lines = landed.rows("order_lines", &["order_id", "product_id", "description", "net", "ordered_at"]);
    let expected = [
        "K-20240513-0001 | BEK-B | Beker \"Zee\" blauw | 20.000000 | 2024-05-13T07:12:44Z",
        "K-20240513-0001 | KFB-1 | Koffiebonen 1 kilo | 20.000000 | 2024-05-13T07:12:44Z",
        "K-20240513-0002 | CADEAU25 | Cadeaukaart € 25 | 25.000000 | 2024-05-13T15:31:02Z",
        "K-20240514-0001 | THEE | Thee crème brûlée | 11.000000 | 2024-05-14T08:05:20Z",
        "K-20240516-0001 | SRV | Servies compleet\r\n 24-delig | 1020.247934 | 2024-05-16T09:00:00Z",
        "K-20240517-0001 | TAS | Tasje | 0.000000 | 2024-05-17T09:45:00Z",
    ];
    assert_eq!(lines, expected);
    let refunds = landed.rows("refunds", &["refund_id", "order_id", "record_id", "amount", "quantity", "refunded_on"]);
    assert_eq!(refunds, [" | K-20240515-0003 | 200101 | 10.000000 | 1.000000 | 2024-05-15"]);
    let expected = ["10 Totaal incl. btw: `xxxxxx` is no number in the form of this column"];
    assert_eq!(landed.rejected(), expected);
    let masked = &landed.rejects[0].3;
    assert_eq!(masked, "K-20240518-0001;18-05-2024;12:00:00;Xxxxxxxxx;200104;;TAS;Xxxxx;1;xxxxxx;0,00;21;xxxxxx;***");
}

#[test]
fn orders_of_every_sort() {
    let (inspection, landed, tally) = import(&fixture("web_orders/orders.csv"), &options());
    assert_eq!(inspection.kind, Kind::Orders);
    let expected = [
        "excluded cancelled EUR 1 99",
        "excluded test EUR 1 1",
        "imported guest order EUR 1 12",
        "imported order EUR 2 25",
        "imported order USD 1 30.5",
        "imported refund EUR 1 -5",
        "rejected date before 1990 EUR 1 7",
        "rejected date in the future EUR 1 7",
        "rejected unreadable amount EUR 1 0",
        "rejected unreadable currency EUR 1 8",
    ];
    assert_eq!(classes(&tally), expected);
    let orders = landed.rows("orders", &["order_id", "record_id", "guest", "channel", "net", "currency", "version_at"]);
    let apart = landed.rows("orders", &["order_id", "status"]);
    assert_eq!((apart[3].as_str(), apart[5].as_str()), ("A-4 | cancelled", "A-10 | test"));
    assert!(orders[3].starts_with("A-4 | e:") && orders[5].starts_with("A-10 | e:"), "{orders:?}");
    let orders = [&orders[..3], &orders[4..5]].concat();
    let expected = [
        "A-1 | c1 | false | web | 25.000000 | EUR | 2024-01-06T00:00:00Z",
        "A-2 | c2 | false | web | 30.500000 | USD | 2024-01-06T12:00:00Z",
        "A-3 | guest:A-3 | true | store | 12.000000 | EUR | 2024-01-07T12:00:00Z",
        "A-5 | c1 | false | web | 0.000000 | EUR | 2024-01-09T12:00:00Z",
    ];
    assert_eq!(orders, expected);
    assert_eq!(landed.rows("refunds", &["refund_id", "amount", "date_known"]), [" | 5.000000 | true"]);
    let expected = [
        "8 created_at: `2030-01-01T12:00:00Z` is in the future",
        "9 created_at: `1970-01-01T00:00:00Z` is before 1990",
        "10 amount: `xxxxx` is no number in the form of this column",
        "12 currency: `euro` is no currency; expected an ISO 4217 code such as EUR",
    ];
    assert_eq!(landed.rejected(), expected);
    assert!(landed.rejects.iter().all(|(.., row)| !row.contains('@') && row.contains("***")));
}

#[test]
fn json_lines_give_the_same_rows() {
    let (inspection, landed, tally) = import(
        &fixture("web_orders/orders.jsonl"),
        &Options {
            mapping: [
                (Role::CustomerId, ColumnRef::from("customer.id")),
                (Role::Email, ColumnRef::from("customer.email")),
            ]
            .into(),
            ..options()
        },
    );
    assert_eq!(inspection.kind, Kind::Orders);
    let expected = [
        "imported guest order EUR 1 12",
        "imported order EUR 1 25",
        "imported order USD 1 30.5",
        "rejected no JSON object EUR 1 0",
    ];
    assert_eq!(classes(&tally), expected);
    assert_eq!(landed.rows("orders", &["order_id", "record_id", "net"])[1], "A-2 | c2 | 30.500000");
    assert_eq!(landed.rejected(), ["5 -: is no JSON object"]);
}

#[test]
fn blanks_and_no_header_with_columns_by_number() {
    let text =
        " 00004 0001 19970101  2   29.33\r\n 00004 0001 19970118  2   29.73\r\n 00021 0002 19970101  3   63.34\r\n";
    let (_folder, path) = file("sample.txt", text);
    let error = crate::sources::inspect(&path, &options()).unwrap_err().to_string();
    assert!(
        error.contains(
            "has no column for `ordered_at`; found `1`, `2`, `3`, `4`, `5`; say which with `--map ordered_at=COLUMN`"
        ),
        "{error}"
    );
    let mapping = [(Role::CustomerId, 2), (Role::OrderedAt, 3), (Role::Quantity, 4), (Role::Amount, 5)];
    let options = Options {
        mapping: mapping.into_iter().map(|(role, number)| (role, ColumnRef::Number(number))).collect(),
        has_header: Some(false),
        ..options()
    };
    let (_, landed, tally) = import(&path, &options);
    assert_eq!(tally.totals, [("EUR".to_owned(), 122_400_000_000_000)]);
    let orders = landed.rows("orders", &["order_id", "group_id", "record_id", "ordered_on", "net"]);
    assert_eq!(orders[0], " | 0001@852073200000000 | 0001 | 1997-01-01 | 29.330000");
}

#[test]
fn cdnow_master_shape() {
    let text = "customer_id   date  number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n 00002 19970112  1   12.00\r\n 00002 19970112  5   77.00\r\n";
    let (_folder, path) = file("CDNOW_master.txt", text);
    let (inspection, landed, tally) = import(&path, &Options { currency: Some("USD".to_owned()), ..options() });
    assert_eq!((inspection.kind, inspection.source.as_str()), (Kind::Orders, "cdnow-master"));
    assert_eq!(classes(&tally), ["imported order USD 3 100.77"]);
    assert_eq!(landed.count("customer_records"), 2);
    assert!(inspection.warnings[0].contains("no column gives an order number"));
}

#[test]
fn vat_is_taken_out_as_told() {
    let text = "customer_id;order_id;date;bedrag incl. btw\nc1;1;2024-05-01;121,00\n";
    let error = refusal(text, &options());
    assert!(
        error.contains("column `bedrag incl. btw` includes VAT by its name") && error.contains("--vat gross:21"),
        "{error}"
    );
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &Options { vat: Some(Vat::Gross(21_000_000)), ..options() });
    assert_eq!(landed.rows("orders", &["gross", "tax", "net"]), ["121.000000 | 21.000000 | 100.000000"]);
    let (_folder, path) = file("orders.csv", "customer_id;order_id;date;total;vat\nc1;1;2024-05-01;121,00;21,00\n");
    let (_, landed, _) = import(&path, &options());
    assert_eq!(landed.rows("orders", &["gross", "tax", "net"]), ["121.000000 | 21.000000 | 100.000000"]);
}

#[test]
fn orders_whose_number_comes_back_are_lines() {
    let mut text = "order_id,customer_id,date,amount\n".to_owned();
    for order in 0..50 {
        text.push_str(&format!("{order},c{order},2024-05-01,10.00\n{order},c{order},2024-05-01,5.00\n"));
    }
    let (_folder, path) = file("orders.csv", &text);
    let (inspection, landed, _) = import(&path, &options());
    assert_eq!(inspection.kind, Kind::OrderLines);
    let kind = inspection.decisions.iter().find(|decision| decision.what == "kind").unwrap();
    assert!(kind.evidence.contains("`0` stands in lines 2 and 3"), "{kind}");
    assert_eq!(landed.count("order_lines"), 100);
}

#[test]
fn one_customer_with_a_hundred_thousand_orders() {
    let mut text = "order_id,customer_id,date,amount\n".to_owned();
    for order in 0..100_000 {
        text.push_str(&format!("{order},c1,2024-05-01,0.01\n"));
    }
    let (_folder, path) = file("orders.csv", &text);
    let (_, landed, tally) = import(&path, &options());
    assert_eq!(classes(&tally), ["imported order EUR 100000 1000"]);
    assert_eq!((landed.count("orders"), landed.count("customer_records")), (100_000, 1));
}

#[test]
fn a_cell_for_nothing_is_no_currency_and_neither_is_a_code_that_nobody_has() {
    let text = "order_id,customer_id,date,amount,currency\n1,c1,2024-05-01,1.00,nan\n2,c1,2024-05-02,2.00,usd\n\
                3,c1,2024-05-03,4.00,FOO\n4,c1,2024-05-04,8.00,n/a\n5,c1,2024-05-05,16.00,-\n6,c1,2024-05-06,32.00,GBQ\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &options());
    assert_eq!(landed.rows("orders", &["order_id", "currency"]), ["1 | EUR", "2 | USD", "4 | EUR", "5 | EUR"]);
    let expected = [
        "4 currency: `FOO` is no currency; expected an ISO 4217 code such as EUR",
        "7 currency: `GBQ` is no currency; expected an ISO 4217 code such as GBP",
    ];
    assert_eq!(landed.rejected(), expected);
    let error = refusal(text, &Options { currency: Some("foo".to_owned()), ..options() });
    assert_eq!(error, "`currency` is `foo`; allowed: ISO 4217 codes such as EUR");
}
