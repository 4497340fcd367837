//! One lake, one customer: what the terminal, the API and the page say.

use std::sync::Arc;

use tenure_engine::read::CustomerDetail;
use tenure_engine::workspace::Workspace;
use tenure_web::words::Lang;

use super::Stage;
use super::shop::LOYAL;

/// The engine's answer, which `tenure customers ID --format json` writes as it is: a test of the program holds the two
/// against each other.
async fn in_terminal(stage: &Stage) -> CustomerDetail {
    let workspace = Workspace::open(stage.shop.folder.path()).unwrap();
    let view = workspace.view().await.unwrap();
    let run = view.runs(1).await.unwrap().remove(0);
    view.customer(&run, LOYAL).await.unwrap().unwrap()
}

pub(super) async fn customer(stage: Arc<Stage>) {
    let said = in_terminal(&stage).await;
    assert_eq!(said.scores.len(), 4, "two horizons in two bases");
    let tab = stage.tab().await;
    for score in &said.scores {
        let scope = format!("horizon={}&basis={}", score.horizon, score.basis);
        tab.open(&format!("/customers/{LOYAL}?{scope}")).await;
        let api =
            tab.text(&format!("fetch('/api/v1/customers/{LOYAL}?{scope}').then((answer) => answer.text())")).await;
        // To the last digit.
        let terminal = format!("\"customer\":{}", serde_json::to_string(&said).unwrap());
        assert!(api.contains(&terminal), "{scope}: {terminal}\n{api}");
        for lang in Lang::all() {
            tab.open(&format!("/customers/{LOYAL}?{scope}&lang={lang}")).await;
            let at = format!("{scope} in {lang}");
            // Value so far, value to come, orders to come.
            let facts = tab
                .say("[...document.querySelectorAll('.facts > div')].map((d) => d.querySelector('dd').innerText)")
                .await;
            let money = |amount| lang.money(amount, &score.currency);
            let expected = [money(score.historic), money(score.clv), lang.decimal(score.expected_purchases, 1)];
            assert_eq!(facts, serde_json::json!(expected), "{at}");
            let total = tab.text("document.querySelector('.value-row .big').innerText").await;
            assert_eq!(total, lang.money_short(score.total, &score.currency), "{at}");
            let answer = tab.text("document.querySelector('h1').innerText").await;
            for amount in [score.historic, score.clv] {
                let short = lang.money_short(amount, &score.currency);
                assert!(answer.contains(&short), "{at}: `{short}` in `{answer}`");
            }
            // Every horizon and basis stands in the table.
            let cells =
                tab.say("[...document.querySelectorAll('table td')].map((cell) => cell.innerText.trim())").await;
            for each in &said.scores {
                for amount in [each.historic, each.clv, each.total] {
                    let shown = lang.money(amount, &each.currency);
                    let there = cells.as_array().unwrap().iter().any(|cell| cell.as_str() == Some(&shown));
                    assert!(there, "{at}: `{shown}` in {cells}");
                }
            }
        }
    }
    tab.close().await;
}
