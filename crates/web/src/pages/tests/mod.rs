//! The pages of values: what they say of the sample, and that each holds on a real workspace.

mod sample;
mod whole;

use axum::extract::FromRequestParts;
use axum::http::Request;
use maud::Markup;
use tenure_engine::access::Right;
use tenure_engine::figures;

use super::{customer, models, overview, value};
use crate::access::Reader;
use crate::api::tests::shop::Shop;
use crate::report::tests::sample as overviews;
use crate::scope::Scope;

/// The scope of an address, for somebody who may do everything.
async fn scope(shop: &Shop, address: &str) -> Scope {
    let reader = Reader { csrf: Some("proof".to_owned()), right: Right::Write };
    let (mut parts, ()) = Request::builder().uri(address).extension(reader).body(()).unwrap().into_parts();
    Scope::from_request_parts(&mut parts, &shop.app).await.unwrap()
}

/// What a reader sees, a line for each element that holds words.
fn words(page: &Markup) -> String {
    let mut text = String::new();
    for piece in page.0.split('<').skip(1) {
        let (element, words) = piece.split_once('>').unwrap_or((piece, ""));
        let ends =
            ["/p", "/h1", "/h2", "/h3", "/td", "/th", "/dt", "/dd", "/li", "/div", "/a", "/summary", "/span", "/b"];
        text.push_str(words);
        if ends.contains(&element) && !text.ends_with(['\n', ' ']) {
            text.push_str(" | ");
        }
        if ["/tr", "/p", "/h1", "/h2", "/h3", "/dd", "/li", "/article"].contains(&element) {
            text.push('\n');
        }
    }
    let lines = text.lines().map(|line| line.trim_matches([' ', '|', '\u{a0}'])).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n").replace("&amp;", "&")
}

const LANGUAGES: [&str; 2] = ["en", "nl"];

#[tokio::test]
async fn the_overview_says_what_the_base_is_worth() {
    let shop = Shop::empty();
    let o = overviews::retailer();
    for lang in LANGUAGES {
        let scope = scope(&shop, &format!("/?lang={lang}")).await;
        let voice = &scope.locale;
        let drawn = [figures::tenths(&o, voice), figures::concentration(&o, voice), figures::months(&o, voice)];
        insta::assert_snapshot!(format!("overview_{lang}"), words(&overview::content(&scope, &o, None, &drawn)));
    }
}

#[tokio::test]
async fn the_value_is_broken_down() {
    let shop = Shop::empty();
    let o = overviews::retailer();
    for lang in LANGUAGES {
        let scope = scope(&shop, &format!("/value?lang={lang}")).await;
        let voice = &scope.locale;
        let drawn =
            [figures::waterfall(&o, voice), figures::distribution(&o, voice), figures::concentration(&o, voice)];
        insta::assert_snapshot!(format!("value_{lang}"), words(&value::content(&scope, &o, &drawn)));
    }
}

#[tokio::test]
async fn a_customer_is_told_in_full() {
    let shop = Shop::empty();
    let (o, detail) = (overviews::retailer(), sample::customer());
    for lang in LANGUAGES {
        let scope = scope(&shop, &format!("/customers/shop:17450?lang={lang}")).await;
        let alive = figures::alive(&detail, &scope.locale);
        let page = words(&customer::content(&scope, &o, &detail, &alive));
        insta::assert_snapshot!(format!("customer_{lang}"), page);
    }
}

#[tokio::test]
async fn the_models_are_shown_with_what_they_assume() {
    let shop = Shop::empty();
    let (o, weeks) = (overviews::retailer(), sample::weeks());
    for lang in LANGUAGES {
        let scope = scope(&shop, &format!("/models?lang={lang}")).await;
        let voice = &scope.locale;
        let drawn = [
            figures::tracking_so_far(&weeks, voice),
            figures::tracking(&weeks, voice),
            figures::frequencies(&o, voice),
        ];
        insta::assert_snapshot!(format!("models_{lang}"), words(&models::content(&scope, &o, &weeks, &drawn)));
    }
}

#[tokio::test]
async fn bad_news_is_told_on_its_page() {
    let shop = Shop::empty();
    let scope = scope(&shop, "/models").await;
    let mut o = overviews::retailer();
    o.fits[0].converged = false;
    o.frequencies.iter_mut().for_each(|bin| bin.expected = Some(0.0));
    let expected: Vec<f64> = o.frequencies.iter().map(|_| 100.0).collect();
    o.expect(&expected);
    let voice = &scope.locale;
    let drawn = [figures::tracking_so_far(&[], voice), figures::tracking(&[], voice), figures::frequencies(&o, voice)];
    let page = words(&models::content(&scope, &o, &[], &drawn));
    for wanted in ["The model misplaces", "One fit did not converge", "not converged", "There is no model to expect"] {
        assert!(page.contains(wanted), "`{wanted}` is not in {page}");
    }
    let mut lost = sample::customer();
    lost.alive.clear();
    for score in &mut lost.scores {
        (score.historic, score.p_alive, score.next_order_from) = (-12.5, 0.07, None);
    }
    let alive = figures::alive(&lost, voice);
    let page = words(&customer::content(&scope, &o, &lost, &alive));
    for wanted in ["exceed what was sold: −£12.50", "Has probably left", "The run says no day for it."] {
        assert!(page.contains(wanted), "`{wanted}` is not in {page}");
    }
    assert!(!page.contains("NaN"), "{page}");
}

#[tokio::test]
async fn nobody_to_value_is_no_error() {
    let shop = Shop::empty();
    let o = overviews::nobody();
    for lang in LANGUAGES {
        let scope = scope(&shop, &format!("/?lang={lang}")).await;
        let voice = &scope.locale;
        let drawn = [figures::tenths(&o, voice), figures::concentration(&o, voice), figures::months(&o, voice)];
        let page = overview::content(&scope, &o, None, &drawn).0;
        assert!(
            page.contains("class=\"state\"") && !page.contains("class=\"tiles\"") && !page.contains("NaN"),
            "{page}"
        );
        let drawn =
            [figures::waterfall(&o, voice), figures::distribution(&o, voice), figures::concentration(&o, voice)];
        let page = value::content(&scope, &o, &drawn).0;
        assert!(
            page.contains("class=\"state\"") && !page.contains("class=\"tree\"") && !page.contains("NaN"),
            "{page}"
        );
    }
}
