//! The workspaces that the browser is led through.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use tenure_engine::import::{self, Request};
use tenure_engine::progress::Silent;
use tenure_engine::run;
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::Site;

const SETTINGS: &str =
    "[workspace]\nname = \"Bakery\"\ncurrency = \"EUR\"\n[value]\nhorizons = [\"1y\", \"90d\"]\ngross_margin = 0.4\n";

/// A customer who came often.
pub(super) const LOYAL: &str = "shop:c07";

/// A workspace with orders and values.
pub(crate) async fn open() -> Site {
    let clock: Timestamp = "2026-04-01T06:00:00Z".parse().unwrap();
    let home = tempfile::tempdir().unwrap();
    let workspace = Workspace::init(home.path(), Some(SETTINGS), [7; 32]).unwrap();
    let path = home.path().join("orders.csv");
    std::fs::write(&path, orders(80)).unwrap();
    let said = Options { source: Some("shop".to_owned()), kind: Some(Kind::Orders), ..Options::default() };
    let options = import::options(&workspace, &path, clock, |options| options.overlay(&said)).unwrap();
    import::run(&workspace, &[Request { path, options }], clock, Arc::new(Silent)).await.unwrap();
    for day in [date(2026, 2, 28), date(2026, 3, 31)] {
        run::run(&workspace, Some(day), clock, Arc::new(Silent)).await.unwrap();
    }
    Site::of(home, |config| config.rate = 1000).await
}

/// A workspace without anything.
pub(super) async fn empty() -> Site {
    Site::with(|config| config.rate = 1000).await
}

/// A year of orders, always the same: many customers who came once, some who came often, amounts with cents.
pub(super) fn orders(customers: u64) -> String {
    let mut text = "order_id,customer_id,order_date,amount\n".to_owned();
    let mut seed = 17_u64;
    let mut draw = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut order = 0;
    for customer in 0..customers {
        let mut day = date(2025, 4, 1).checked_add(i64::try_from(draw(200)).unwrap().days()).unwrap();
        let usual = 1_000 + draw(6_000);
        let times = if customer == 7 { 6 } else { [1, 1, 2, 3, 6][usize::try_from(draw(5)).unwrap()] };
        for _ in 0..times {
            order += 1;
            let cents = usual + draw(2_000);
            let _ = writeln!(text, "{order},c{customer:02},{day},{}.{:02}", cents / 100, cents % 100);
            day = day.checked_add(i64::try_from(7 + draw(40)).unwrap().days()).unwrap().min(date(2026, 3, 31));
        }
    }
    text
}
