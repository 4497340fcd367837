//! The whole of Online Retail. Counts and amounts by class were computed with Python's `decimal` module
//! from the CSV form of the set (see `fixtures/data/online_retail/README.md`), never with this code.

use super::{classes, fixture, import, options};
use crate::sources::{Kind, Options};

#[test]
fn classes_and_total_are_exact() {
    let options = Options { currency: Some("GBP".to_owned()), zone: Some("Europe/London".to_owned()), ..options() };
    let (inspection, landed, tally) = import(&fixture("online_retail/online_retail.parquet"), &options);
    assert_eq!(inspection.kind, Kind::InvoiceLines);
    assert_eq!(inspection.source, "online-retail");
    assert_eq!(tally.rows, 541_909);
    // GBP 9,747,747.934
    assert_eq!(tally.totals, [("GBP".to_owned(), 9_747_747_934_000_000_000)]);
    let expected = [
        "excluded non-product GBP 2366 373127.364",
        "excluded stock write-off GBP 1336 0",
        "excluded zero price GBP 1161 0",
        "imported cancellation GBP 9288 -896812.49",
        "imported guest GBP 131421 1510366.41",
        "imported sale GBP 396337 8761066.65",
    ];
    assert_eq!(classes(&tally), expected);
    assert_eq!(landed.count("order_lines"), 396_337 + 131_421);
    assert_eq!(landed.count("refunds"), 9_288);
    assert!(landed.rejects.is_empty());
    assert_eq!(tally.file_sha256, "dbb5bf533ca1af671cc46964bc4dcf813463604b029b6d62666bff37d1a4a3d7");
    // 2010-12-01 08:26 to 2011-12-09 12:50, in London.
    let instant = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    assert_eq!(tally.first_event, Some(instant("2010-12-01T08:26:00Z")));
    assert_eq!(tally.last_event, Some(instant("2011-12-09T12:50:00Z")));
    let first =
        &landed.rows("order_lines", &["order_id", "record_id", "product_id", "quantity", "unit_price", "net"])[0];
    assert_eq!(first, "536365 | 17850 | 85123A | 6.000000 | 2.550000 | 15.300000");
}

#[test]
fn more_codes_that_are_no_goods_are_a_setting() {
    let text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
                1,A1,Mug,1,2024-05-01 10:00,2.50,7,NL\n1,KORTING,Korting,1,2024-05-01 10:00,-1.00,7,NL\n";
    let (_folder, path) = super::file("lines.csv", text);
    let options = Options { non_product_codes: vec!["KORT*".to_owned()], ..options() };
    let (_, _, tally) = import(&path, &options);
    assert_eq!(classes(&tally), ["excluded non-product EUR 1 -1", "imported sale EUR 1 2.5"]);
}
