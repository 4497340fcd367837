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
