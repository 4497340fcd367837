//! A run from lake to values: what stands after it, and what it computes again.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::{Date, date};
use tenure_engine::import::Request;
use tenure_engine::progress::Silent;
use tenure_engine::read::{Basis, CustomerDetail, Overview};
use tenure_engine::run::{self, RunError, RunReport};
use tenure_engine::sources::{Kind, Options};
use tenure_engine::workspace::Workspace;

use crate::import::{import, now, request, workspace};

fn shop() -> Options {
    Options { source: Some("shop".into()), kind: Some(Kind::Orders), ..Options::default() }
}

async fn ran(workspace: &Workspace, as_of: Option<Date>) -> RunReport {
    run::run(workspace, as_of, now(), Arc::new(Silent)).await.unwrap()
}

async fn seen(workspace: &Workspace) -> Overview {
    let view = workspace.view().await.unwrap();
    let run = view.runs(1).await.unwrap().remove(0);
    view.overview(&run, "1y", Basis::Revenue).await.unwrap()
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Twelve customers of ages from a month to three years, some with one order and some with many.
fn orders() -> String {
    let mut text = "order_id,customer_id,date,amount,cost\n".to_owned();
    for customer in 0..12 {
        for order in 0..=(customer % 4) {
            let day = date(2024, 1, 10) + jiff::Span::new().days(customer * 70 + order * (11 + customer));
            let (amount, cost) =
                (20 + customer + order, if customer % 3 == 0 { String::new() } else { "8".to_owned() });
            text.push_str(&format!("A{customer}-{order},c{customer},{day},{amount}.50,{cost}\n"));
        }
    }
    text
}

async fn shop_of_twelve() -> (tempfile::TempDir, Workspace) {
    let (folder, ws) = workspace();
    let path = file(&folder, "orders.csv", &orders());
    import(&ws, &path, shop()).await.unwrap();
    (folder, ws)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_changed_and_changed_back_shows_the_old_result() {
    let (_folder, mut ws) = shop_of_twelve().await;
    let mut shown = Vec::new();
    for rate in [0.1, 0.3, 0.1, 0.1] {
        ws.settings.value.discount_rate = rate;
        let report = ran(&ws, None).await;
        let overview = seen(&ws).await;
        assert_eq!(
            (overview.scope.discount_rate, overview.scope.run_id.as_str()),
            (Some(rate), report.run_id.as_str())
        );
        shown.push((report.run_id, report.computed, report.stages.iter().any(|s| s.computed), overview.value.clv.sum));
    }
    assert_eq!((shown[0].2, shown[1].2, shown[2].2), (true, true, false), "the old result is found, not computed");
    assert_eq!((shown[2].1, shown[2].3), (true, shown[0].3), "and stands again");
    assert!(shown[1].3 < shown[0].3 && shown[2].0 > shown[1].0, "{shown:?}");
    assert_eq!((&shown[3].0, shown[3].1), (&shown[2].0, false), "the same once more is no other run");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_an_earlier_day_does_not_outlive_the_next_run() {
    let (folder, ws) = shop_of_twelve().await;
    ran(&ws, None).await;
    let (today, all) = {
        let o = seen(&ws).await;
        (o.scope.as_of, o.buyers.customers)
    };
    ran(&ws, Some(date(2025, 1, 1))).await;
    assert_eq!(seen(&ws).await.scope.as_of, date(2025, 1, 1));
    let report = ran(&ws, None).await;
    let overview = seen(&ws).await;
    assert_eq!((overview.scope.as_of, overview.buyers.customers, &overview.scope.run_id), (today, all, &report.run_id));
    let more = file(&folder, "more.csv", "order_id,customer_id,date,amount\nB1,c1,2026-05-01,9\n");
    let next = import(&ws, &more, shop()).await.unwrap();
    assert_ne!(next.import_id.trim_start_matches("import-"), report.run_id.trim_start_matches("run-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_of_the_summaries_holds_for_every_rate_horizon_and_model() {
    let (_folder, mut ws) = shop_of_twelve().await;
    ran(&ws, None).await;
    let tracked = async |ws: &Workspace| {
        let view = ws.view().await.unwrap();
        let run = view.runs(1).await.unwrap().remove(0);
        (view.tracking(&run).await.unwrap(), view.overview(&run, "1y", Basis::Revenue).await.unwrap().months)
    };
    let before = tracked(&ws).await;
    // Of eighteen repeats one is of the days after the last whole week.
    assert!(before.0.len() > 100 && before.0.last().unwrap().actual_so_far == 17, "{:?}", before.0.last());
    ws.settings.value.discount_rate = 0.3;
    ran(&ws, None).await;
    assert_eq!(tracked(&ws).await, before);
    ws.settings.value.horizons = vec!["1y".to_owned()];
    ran(&ws, None).await;
    assert_eq!(tracked(&ws).await, before);
    ws.settings.model.purchases = "bg-nbd".to_owned();
    ran(&ws, None).await;
    let (weeks, months) = tracked(&ws).await;
    assert_eq!((weeks.len(), weeks.last().unwrap().actual_so_far, months), (before.0.len(), 17, before.1));
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_only_or_refunds_only_is_nothing_to_value() {
    let guests = "order_id,customer_id,date,amount\nA1,,2024-05-01,10\nA2,,2024-05-02,10\nA3,,2024-05-03,-10\n";
    let refunds = "order_id,customer_id,date,amount\nA1,c1,2024-05-01,-10\n";
    for (text, hint) in [(guests, "all 2 orders are guests'"), (refunds, "there are refunds only")] {
        let (folder, ws) = workspace();
        import(&ws, &file(&folder, "a.csv", text), shop()).await.unwrap();
        let refused = run::run(&ws, None, now(), Arc::new(Silent)).await.unwrap_err();
        assert!(matches!(refused, RunError::Nothing { .. }) && refused.to_string().contains(hint), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_the_formula_multiply_to_the_mean_that_was_scored() {
    let (_folder, ws) = shop_of_twelve().await;
    ran(&ws, None).await;
    let view = ws.view().await.unwrap();
    let run = view.runs(1).await.unwrap().remove(0);
    for horizon in ["90d", "1y", "5y"] {
        for basis in [Basis::Revenue, Basis::GrossMargin] {
            let found = view.overview(&run, horizon, basis).await.unwrap().formula.unwrap();
            let product = found.average_order * found.orders_per_year * found.active_years * found.margin;
            assert!((product / found.clv - 1.0).abs() < 1e-9, "{horizon} {basis}: {product} {found:?}");
            assert!((found.occasions / found.observed_years - found.orders_per_year).abs() < 1e-12);
            assert!((found.average_order - 825.0 / 30.0).abs() < 1e-9, "{found:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn value_so_far_is_one_for_every_horizon_and_its_own_for_each_basis() {
    let (_folder, ws) = shop_of_twelve().await;
    ran(&ws, None).await;
    let view = ws.view().await.unwrap();
    let run = view.runs(1).await.unwrap().remove(0);
    let of = async |horizon, basis| {
        let overview = view.overview(&run, horizon, basis).await.unwrap();
        (overview.value.historic, overview.concentration.historic, overview.value.clv.sum)
    };
    let (quarter, year) = (of("90d", Basis::Revenue).await, of("1y", Basis::Revenue).await);
    assert_eq!((&quarter.0, &quarter.1), (&year.0, &year.1));
    assert!((year.0.sum - 825.0).abs() < 1e-9 && year.2 > quarter.2, "{year:?}");
    let margin = of("1y", Basis::GrossMargin).await;
    assert!(margin.0.sum < year.0.sum && margin.0.sum == of("90d", Basis::GrossMargin).await.0.sum, "{margin:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn uncosted_revenue_earns_as_the_costed_does() {
    let text = "order_id,customer_id,date,amount,cost\nA1,ann,2024-05-01,100,40\nA2,ann,2024-05-09,60,\n\
                A3,bo,2024-05-02,30,\nA4,cy,2024-05-03,50,50\n";
    let (folder, ws) = workspace();
    import(&ws, &file(&folder, "a.csv", text), shop()).await.unwrap();
    ran(&ws, None).await;
    let view = ws.view().await.unwrap();
    let run = view.runs(1).await.unwrap().remove(0);
    let of = async |customer: &str, basis: &str| {
        let found = view.customer(&run, customer).await.unwrap().unwrap();
        found.scores.iter().find(|score| score.basis == basis && score.horizon == "1y").unwrap().historic
    };
    // 60 of margin over 150 of costed revenue: 0.4.
    assert_eq!(of("shop:ann", "revenue").await, 160.0);
    assert!((of("shop:ann", "gross_margin").await - (60.0 + 60.0 * 0.4)).abs() < 1e-9);
    assert!((of("shop:bo", "gross_margin").await - 30.0 * 0.4).abs() < 1e-9);
    assert_eq!(of("shop:cy", "gross_margin").await, 0.0);
}

/// What a customer's page says of what they did.
fn did(found: &CustomerDetail) -> (u64, f64, Vec<(Date, f64)>, usize) {
    let channels = found.channels.iter().map(|channel| channel.amount).sum();
    (found.events, channels, found.history.iter().map(|event| (event.on, event.amount)).collect(), found.alive.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_run_shows_a_customer_as_it_saw_them() {
    let (folder, ws) = shop_of_twelve().await;
    ran(&ws, None).await;
    let view = ws.view().await.unwrap();
    let old = view.runs(1).await.unwrap().remove(0);
    let before = view.customer(&old, "shop:c5").await.unwrap().unwrap();
    assert_eq!((before.events, did(&before).1), (2, before.revenue));
    let text = "order_id,customer_id,date,amount\nB1,c5,2025-02-20,9\nA5-0,c5,2024-12-25,1000\n";
    import(&ws, &file(&folder, "more.csv", text), Options { exported_at: Some(now()), ..shop() }).await.unwrap();
    let view = ws.view().await.unwrap();
    assert_eq!(did(&view.customer(&old, "shop:c5").await.unwrap().unwrap()), did(&before));
    ran(&ws, None).await;
    let view = ws.view().await.unwrap();
    let new = view.runs(1).await.unwrap().remove(0);
    let after = view.customer(&new, "shop:c5").await.unwrap().unwrap();
    assert_eq!((after.events, did(&after).1), (3, after.revenue));
    assert_eq!(did(&view.customer(&old, "shop:c5").await.unwrap().unwrap()), did(&before));
}

/// Files imported one by one, then all at once, in one request.
pub async fn lakes(files: &[(&str, Options)], order: &[usize]) -> Vec<(tempfile::TempDir, Workspace)> {
    let mut lakes = Vec::new();
    for together in [false, true] {
        let (folder, ws) = workspace();
        let all: Vec<Request> = order
            .iter()
            .map(|&at| request(&file(&folder, &format!("{at}.csv"), files[at].0), files[at].1.clone()))
            .collect();
        for some in all.chunks(if together { all.len() } else { 1 }) {
            tenure_engine::import::run(&ws, some, now(), Arc::new(Silent)).await.unwrap();
        }
        lakes.push((folder, ws));
    }
    lakes
}
