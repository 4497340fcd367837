//! One file, read in another way: the later reading stands, and of the earlier nothing is left.

use tempfile::TempDir;
use tenure_engine::import::ImportReport;
use tenure_engine::sources::{ColumnRef, Kind, Options, Role};
use tenure_engine::workspace::Workspace;

use crate::import::{file, import, keyless, workspace};
use crate::states::rows;

fn of(kind: Kind) -> Options {
    Options { source: Some("shop".into()), kind: Some(kind), ..Options::default() }
}

struct Shop {
    folder: TempDir,
    ws: Workspace,
}

impl Shop {
    fn new() -> Self {
        let (folder, ws) = workspace();
        Self { folder, ws }
    }

    async fn import(&self, name: &str, text: &str, options: &Options) -> ImportReport {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        import(&self.ws, &path, options.clone()).await.unwrap()
    }

    async fn orders(&self, columns: &str) -> Vec<String> {
        rows(&self.ws, &format!("SELECT {columns} FROM orders ORDER BY 1")).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_that_is_corrected_moves_the_days() {
    let text = "order_id,customer_id,date,amount\nA1,c1,2024-05-01T23:30:00Z,10.00\nA2,c1,2024-05-02T12:00:00Z,-1.00\n";
    let zone = |name: &str| Options { zone: Some(name.into()), ..of(Kind::Orders) };
    let (here, there) = (zone("Europe/Amsterdam"), zone("America/New_York"));
    for (first, second, days) in [(&here, &there, "2024-05-01"), (&there, &here, "2024-05-02")] {
        let shop = Shop::new();
        shop.import("a.csv", text, first).await;
        let report = shop.import("a.csv", text, second).await;
        assert_eq!(shop.orders("ordered_on").await, [days]);
        assert!(report.changes.iter().all(|change| change.older + change.tied == 0), "{:?}", report.changes);
        let again = shop.import("a.csv", text, second).await;
        assert!(!again.changed_anything(), "{:?}", again.changes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_without_a_key_are_not_doubled() {
    let shop = Shop::new();
    let path =
        file(shop.folder.path(), "a.csv", &["ann,2024-05-13,10.00", "ann,2024-05-13,10.00", "bo,2024-05-14,5.00"]);
    let other = file(shop.folder.path(), "b.csv", &["cy,2024-05-15,7.00"]);
    let dollars = Options { currency: Some("USD".into()), ..keyless() };
    for (path, options) in [(&path, keyless()), (&other, keyless()), (&path, dollars.clone()), (&path, dollars)] {
        import(&shop.ws, path, options).await.unwrap();
    }
    let found = rows(&shop.ws, "SELECT currency, sum(net), count(*) FROM orders GROUP BY 1 ORDER BY 1").await;
    assert_eq!(found, ["EUR 7.000000 1", "USD 25.000000 3"], "what another file brought stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meaning_that_is_corrected_leaves_no_orders_under_other_numbers() {
    let text = "order_id,reference,customer_id,date,sku,quantity,amount\n1,R7,c1,2024-05-01,P1,1,10.00\n2,R7,c1,2024-05-01,P2,1,5.00\n\
                3,R8,c2,2024-05-02,P1,1,2.00\n3,R8,c2,2024-05-02,P1,-1,-2.00\n";
    let by =
        |column: &str| Options { mapping: [(Role::OrderId, ColumnRef::from(column))].into(), ..of(Kind::OrderLines) };
    let shop = Shop::new();
    shop.import("a.csv", text, &by("order_id")).await;
    assert_eq!(shop.orders("order_id, net").await, ["1 10.000000", "2 5.000000", "3 2.000000"]);
    shop.import("a.csv", text, &by("reference")).await;
    assert_eq!(shop.orders("order_id, net").await, ["R7 15.000000", "R8 2.000000"]);
    assert_eq!(rows(&shop.ws, "SELECT order_id, amount FROM refunds").await, ["R8 2.000000"]);
    assert_eq!(rows(&shop.ws, "SELECT count(*) FROM order_lines").await, ["3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_file_says_stays() {
    let header = "order_id,customer_id,date,amount\n";
    let old = format!("{header}A1,c1,2024-05-01,10.00\nA2,c1,2024-05-02,5.00\n");
    let new = format!("{header}A1,c1,2024-05-01,8.00\nA3,c1,2024-05-20,1.00\n");
    let dollars = Options { currency: Some("USD".into()), ..of(Kind::Orders) };
    let shop = Shop::new();
    shop.import("a.csv", &old, &of(Kind::Orders)).await;
    shop.import("b.csv", &new, &of(Kind::Orders)).await;
    shop.import("a.csv", &old, &dollars).await;
    let expected = ["A1 EUR 8.000000", "A2 USD 5.000000", "A3 EUR 1.000000"];
    assert_eq!(shop.orders("order_id, currency, net").await, expected);
}
