//! Contact data is in the tables that are for it, and nowhere else.

use datafusion::arrow::util::display::array_value_to_string;
use datafusion::prelude::SessionContext;
use tenure_engine::lake::tables::{ALL, CONTACT_POINTS, CUSTOMER_RECORDS};
use tenure_engine::sources::{Kind, Options};

use crate::import::{import, workspace};

/// An address, a telephone number and a name, in whatever column a source may put them.
const PLANTED: [&str; 4] = ["planted", "0612345678", "+31612345678", "Vries"];

#[tokio::test(flavor = "multi_thread")]
async fn no_table_and_no_reject_holds_an_address_a_number_or_a_name() {
    let header = "order_id,line_id,customer_id,email,phone,name,date,sku,description,quantity,unit_price,status,store,coupon,currency\n";
    let address = "ann@planted.example";
    let mut text = header.to_owned();
    for (order, unit_price) in [(1, "1.50"), (2, "much"), (3, "0612345678x")] {
        let number = "0612345678";
        text.push_str(&format!(
            "A{order},1,{address},{address},{number},Jan de Vries,2024-05-0{order},P1,for {address},1,{unit_price},paid,{number},{address},EUR\n\
             {address},2,+31612345678,,,,2024-05-0{order},{address},Mug,-1,{unit_price},paid,{address},{number},EUR\n\
             B{order},3,Jan de Vries,,,,2024-05-0{order},P1,Mug,1,{unit_price},{address},Utrecht,K10,EUR\n\
             C{order},3,c3,,,,{address},P1,Betaling Jan de Vries,{number},{unit_price},Jan de Vries,Jan de Vries,Jan de Vries,{address}\n"
        ));
    }
    text.push_str(&format!(
        "Jan de Vries,1,{address},,,,2024-05-01,{address},Jan de Vries,1,much,,Jan de Vries,Vries,\n"
    ));
    let (folder, ws) = workspace();
    let path = folder.path().join("lines.csv");
    std::fs::write(&path, text).unwrap();
    let options = Options { source: Some("shop".into()), kind: Some(Kind::OrderLines), ..Options::default() };
    let report = import(&ws, &path, options).await.unwrap();
    assert!(report.rejects.rows >= 8, "{:?}", report.rejects);

    let ctx = SessionContext::new();
    ws.lake.register(&ctx, &ws.lake.current().await.unwrap()).await.unwrap();
    let mut seen = 0;
    for table in ALL.iter().filter(|table| ![CUSTOMER_RECORDS.name, CONTACT_POINTS.name].contains(&table.name)) {
        for batch in ctx.table(table.name).await.unwrap().collect().await.unwrap() {
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                for row in 0..batch.num_rows() {
                    let cell = array_value_to_string(column, row).unwrap();
                    let found = PLANTED.iter().find(|word| cell.contains(*word));
                    assert_eq!(found, None, "{}.{}: {cell}", table.name, field.name());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "{seen} cells");
    let rejects = std::fs::read_to_string(report.rejects.path.unwrap()).unwrap();
    for line in rejects.lines().skip(1) {
        assert!(!PLANTED.iter().any(|word| line.contains(word)), "{line}");
    }
    assert!(!PLANTED.iter().any(|word| report.rejects.first.join(" ").contains(word)), "{:?}", report.rejects.first);
}
