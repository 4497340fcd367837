//! Contact data stays where it belongs.

use super::{file, import, options};
use crate::sources::{Delimiter, Options};

#[test]
fn a_row_with_too_many_fields_shows_its_amounts_only() {
    let text = "order_id,customer_id,name,phone,birth_date,date,amount\n1,c1,Ann,0612345678,1980-05-12,2024-05-01,2.50\n\
                4,c1,Ann,0612345678,1980-05-12,2024-05-01,2.50\n5,c1,Ann,0612345678,1980-05-12,2024-05-01,2.50\n\
                2,c2,de Vries, Jan,06.12.34.56.78,1980-05-12,NL91ABNA0417164300,1011 AB,2024-05-01,12.50\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &Options { delimiter: Some(Delimiter::Comma), ..options() });
    assert_eq!(landed.rejected(), ["5 -: 10 fields where the header has 7"]);
    assert_eq!(landed.rejects[0].3, "***,***,***,***,***,***,***,***,***,12.50");
}

#[test]
fn a_surname_in_a_column_of_numbers_is_not_printed() {
    let text = "order_id,customer_id,date,amount,quantity\n1,c1,2024-05-01,2.50,1\n2,c2,2024-05-01,2.50,Jansen\n\
                3,c3,2024-05-01,Jan de Vries,1\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &options());
    let expected = [
        "3 quantity: `Xxxxxx` is no number in the form of this column",
        "4 amount: `Xxx xx Xxxxx` is no number in the form of this column",
    ];
    assert_eq!(landed.rejected(), expected);
    assert!(landed.rejects.iter().all(|(.., row)| !row.contains("Jan")), "{:?}", landed.rejects);
}

#[test]
fn a_telephone_number_or_a_name_as_key_goes_nowhere() {
    let text = "order_id,customer,date,amount\n1,+31612345678,2024-05-01,2.50\n2,Jan de Vries,2024-05-01,2.50\n\
                3,Jan de Vries,2024-05-01,much\n4,100234,2024-05-01,1.00\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &options());
    let records = landed.rows("orders", &["record_id"]);
    assert!(records[0].starts_with("p:") && records[1].starts_with("n:") && records[2] == "100234", "{records:?}");
    assert_eq!(landed.rejects[0].3, "3,***,2024-05-01,xxxx");
    let points = landed.rows("contact_points", &["kind", "value"]);
    assert_eq!(points, ["phone | +31612345678"]);
}

#[test]
fn a_contact_point_is_first_seen_on_its_earliest_row_in_any_order() {
    let text = "order_id,customer_id,email,date,amount\n1,c1,a@example.org,2024-05-03,2.50\n\
                2,c1,a@example.org,2024-05-02,2.50\n3,c1,a@example.org,2024-05-01,2.50\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &options());
    let seen = landed.rows("contact_points", &["first_seen"]);
    assert_eq!(seen.iter().min().unwrap(), "2024-04-30T22:00:00Z");
    assert_eq!(landed.count("customer_records"), 1);
}

#[test]
fn what_a_cell_stands_for_nothing_with_is_shown() {
    let text =
        "order_id,customer_id,date,amount\n1,c1,2024-05-01,2.50\n2,c1,2024-05-02,NaN\n3,c1,33-02-2025 14:05,1.00\n";
    let (_folder, path) = file("orders.csv", text);
    let (_, landed, _) = import(&path, &options());
    let expected = [
        "3 amount: `NaN` is no number; expected a number",
        "4 date: `33-02-2025 14:05` is no date in the form of this column",
    ];
    assert_eq!(landed.rejected(), expected);
    assert_eq!(landed.rejects[0].3, "2,c1,2024-05-02,NaN");
}

#[test]
fn an_address_in_a_column_of_something_else_lands_as_its_hash() {
    let text = "order_id,line_id,customer_id,date,sku,description,quantity,unit_price,store\n\
                Ann@Example.org,1,,2024-05-01,P1,for ann@example.org!,1,2.50,0612345678\n\
                Ann@Example.org,2,,2024-05-01,P1,plain @ 3.5,-1,2.50,Utrecht\nA2,1,ann@example.org,2024-05-01,P1,Mug,1,2.50,Utrecht\n\
                ,,c.1,2024-05-01,P1,Mug,1,2.50,Utrecht\n";
    let (_folder, path) = file("lines.csv", text);
    let (_, landed, _) = import(&path, &Options { kind: Some(crate::sources::Kind::OrderLines), ..options() });
    let columns = ["order_id", "group_id", "record_id", "description", "location"];
    let lines = landed.rows("order_lines", &columns);
    let ann = landed.rows("order_lines", &["record_id"])[1].clone();
    assert!(ann.starts_with("e:") && ann.len() == 26, "{ann}");
    let store = lines[0].rsplit(" | ").next().unwrap();
    assert!(store.starts_with("p:"), "{store}");
    assert_eq!(lines[0], format!("{ann} | {ann} | guest:{ann} | for {ann}! | {store}"));
    assert_eq!(lines[2], "c.1@1714514400000000# | c.1@1714514400000000 | c.1 | Mug | Utrecht");
    let refunds = landed.rows("refunds", &["refund_id", "order_id", "group_id", "record_id"]);
    assert_eq!(refunds, [format!("{ann}:2 | {ann} | {ann} | guest:{ann}")]);
    let records = landed.rows("customer_records", &["record_id"]);
    assert!(records.contains(&format!("guest:{ann}")), "{records:?}");
}
