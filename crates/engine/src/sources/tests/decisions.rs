//! What is decided is said in words, and can be kept.

use super::{file, fixture, options};
use crate::sources::{Options, inspect, propose_toml};

#[test]
fn the_dutch_till_in_words() {
    let inspection = inspect(&fixture("dutch_till/kassa.csv"), &options()).unwrap();
    let decisions: Vec<String> = inspection.decisions.iter().map(ToString::to_string).collect();
    for expected in [
        "delimiter `;` (14 columns in all of 9 rows looked at)",
        "header yes (the first row holds words only; `--no-header` changes it)",
        "dates day-month-year (column `Datum`: only so is `13-05-2024` in line 2 a date)",
        "decimal comma (column `Totaal incl. btw`: `24,20` in line 2)",
        "zone Europe/Amsterdam (default; `--zone` changes it)",
        "currency EUR (default; `--currency` changes it)",
        "VAT taken out by the rate of each row (column `Totaal incl. btw` includes it, another gives its rate)",
    ] {
        assert!(decisions.iter().any(|decision| decision == expected), "{expected}\n{decisions:#?}");
    }
    let encoding = decisions.iter().find(|decision| decision.starts_with("encoding")).unwrap();
    assert!(encoding.starts_with("encoding windows-1252 (byte "), "{encoding}");
}

#[test]
fn given_options_are_said_to_be_given() {
    let (_folder, path) = file("orders.csv", "order_id,customer_id,date,amount\n1,c1,2024-05-01,2.50\n");
    let options = Options { zone: Some("UTC".to_owned()), currency: Some("GBP".to_owned()), ..options() };
    let shown = inspect(&path, &options).unwrap().to_string();
    assert!(shown.contains("zone UTC (given)") && shown.contains("currency GBP (given)"), "{shown}");
}

#[test]
fn an_inspection_is_json_and_back() {
    let inspection = inspect(&fixture("shopify/orders_export.csv"), &options()).unwrap();
    let text = serde_json::to_string(&inspection).unwrap();
    let mut back: crate::sources::Inspection = serde_json::from_str(&text).unwrap();
    back.path = inspection.path.clone();
    assert_eq!(back, inspection);
}

#[test]
fn the_proposed_section_settles_the_same_file_again() {
    let inspection = inspect(&fixture("dutch_till/kassa.csv"), &options()).unwrap();
    let text = propose_toml(&inspection);
    assert!(text.starts_with("[source.kassa]\n"), "{text}");
    assert!(text.contains("# what stands before the fraction: comma or point\ndecimal = \"comma\""), "{text}");
    let document: toml::Table = text.parse().unwrap();
    let section = document["source"]["kassa"].clone();
    let kept: Options = section.try_into().unwrap();
    let kept = Options { pseudonym_key: [7; 32], source: Some("kassa".to_owned()), ..kept };
    let again = inspect(&fixture("dutch_till/kassa.csv"), &kept).unwrap();
    assert_eq!(again.mapping, inspection.mapping);
    assert_eq!(again.columns, inspection.columns);
    assert_eq!(again.vat, inspection.vat);
}

#[test]
fn a_header_of_words_over_a_table_of_words_is_a_header() {
    let (_folder, path) = file("orders.csv", "2,c1,2024-05-01,2.50\n3,c1,2024-05-02,2.50\n");
    let error = inspect(&path, &options()).unwrap_err().to_string();
    assert!(error.contains("found `1`, `2`, `3`, `4`"), "{error}");
}

#[test]
fn a_role_that_no_column_is_to_have_is_given_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("orders.csv");
    std::fs::write(&file, "customer,date,amount,discount\nc1,2024-05-31,10.50,1.00\n").expect("a file");
    let none = crate::sources::ColumnRef::Name(String::new());
    let options = Options { mapping: [(crate::sources::Role::Discount, none)].into(), ..Options::default() };
    let inspection = inspect(&file, &options).expect("understood");
    assert!(!inspection.mapping.contains_key(&crate::sources::Role::Discount), "{inspection}");
    assert!(inspection.to_string().contains("discount = no column"));
    let lasting = propose_toml(&inspection);
    assert!(lasting.contains("discount = \"\""), "the next file of the source is read likewise: {lasting}");
    let known: crate::settings::Settings = toml::from_str(&lasting).expect("settings");
    let again = inspect(&file, &known.sources["orders"]).expect("understood");
    assert_eq!(again.mapping, inspection.mapping);
}

#[test]
fn a_source_whose_name_would_split_a_key_is_refused() {
    let (_folder, path) = file("orders.csv", "order_id,customer_id,date,amount\n1,c1,2024-05-01,2.50\n");
    let refused = inspect(&path, &Options { source: Some("shop:nl".to_owned()), ..options() }).unwrap_err();
    assert!(matches!(refused, crate::sources::SourceError::Setting { name: "source", .. }), "{refused}");
}

#[test]
fn two_exports_of_one_system_go_by_one_section() {
    let folder = tempfile::tempdir().unwrap();
    let report = "Date,\"Order #\",Status,Customer,\"Customer type\",\"Items sold\",\"Net Sales\"\n2024-05-21 11:58:12,3001,completed,Hanna,new,3,30.00\n";
    let export = "order_id,date,status,order_total,customer_user,billing_email\n3001,5/21/2024 11:58,completed,36.30,17,hanna@example.org\n";
    for (first, second) in [(report, export), (export, report)] {
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("first.csv"), first).unwrap();
        std::fs::write(path("second.csv"), second).unwrap();
        let kept = propose_toml(&inspect(&path("first.csv"), &options()).unwrap());
        let known: crate::settings::Settings = toml::from_str(&kept).unwrap();
        let known = Options { source: Some("woocommerce".to_owned()), ..known.sources["woocommerce"].clone() };
        let (inspection, landed, _) = super::import(&path("second.csv"), &Options { pseudonym_key: [7; 32], ..known });
        assert_eq!(landed.rows("orders", &["order_id", "ordered_on"]), ["3001 | 2024-05-21"], "{kept}");
        assert_eq!(inspection.source, "woocommerce");
    }
}

#[test]
fn what_was_said_of_a_known_system_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(
        &path,
        "order_id,date,status,order_total,paid_total,billing_email\n1,2024-05-21,completed,36.30,30.00,h@example.org\n",
    )
    .unwrap();
    let said = Options { mapping: [(crate::sources::Role::Amount, "paid_total".into())].into(), ..options() };
    let inspection = inspect(&path, &Options { kind: Some(crate::sources::Kind::WooCommerceOrders), ..said }).unwrap();
    let kept: crate::settings::Settings = toml::from_str(&propose_toml(&inspection)).unwrap();
    let mapping = &kept.sources["woocommerce"].mapping;
    assert_eq!(
        mapping.iter().map(|(role, column)| format!("{role}={column}")).collect::<Vec<_>>(),
        ["amount=paid_total"]
    );
}
