//! The report on a sample with the numbers of a real wholesaler: heavy tails, many guests.

pub(crate) mod sample;

use tenure_engine::figures;
use tenure_engine::read::Warning;

use super::{html, json, text};
use crate::words::{Lang, Locale};

const BOTH: [Lang; 2] = [Lang::EN, Lang::NL];

#[test]
fn the_page_stands_on_its_own() {
    for lang in BOTH {
        let page = html(&sample::retailer(), lang);
        let ours = page.split("<script").next().unwrap_or_default();
        assert!(ours.contains("default-src 'none'"));
        for fetched in ["src=\"", "href=\"http", "url(", "@import"] {
            assert!(!ours.contains(fetched), "`{fetched}` in the page");
        }
        assert!(page.contains("Copyright 2012-2025, Plotly, Inc."), "Plotly's licence comment");
        assert!(!page.contains("MathJax") || !page.contains("tex-svg"), "no typesetter");
    }
}

#[test]
fn every_word_is_known() {
    for lang in BOTH {
        let page = html(&sample::retailer(), lang);
        let ours = page.split("<script").next().unwrap_or_default();
        for key in ["tile-", "figure-", "fit-", "def-", "warn-", "lede-", "disposition-", "class-", "left-out-", "{ $"]
        {
            let visible = ours.replace("id=\"figure", "").replace("class=\"", "\u{1}");
            assert!(!visible.contains(&format!(">{key}")), "a word is missing: `{key}`");
        }
    }
}

#[test]
fn the_page_holds_every_number_of_the_overview() {
    let o = sample::retailer();
    for lang in BOTH {
        let page = html(&o, lang);
        let money = |amount: f64| lang.money(amount, "GBP");
        let mut wanted = vec![
            lang.count(o.buyers.customers as f64),
            lang.count(o.buyers.orders as f64),
            lang.share(o.concentration.top_tenth_clv.unwrap()),
            lang.money_exact(9_747_747.934, "GBP"),
            lang.count(541_909.0),
        ];
        wanted.extend(
            [o.value.clv.mean, o.value.clv.median, o.value.historic.mean, o.value.total.mean]
                .map(|v| money(v.unwrap())),
        );
        wanted.extend(o.tenths.iter().flat_map(|row| [money(row.historic), money(row.clv)]));
        wanted.extend(o.distribution.bins.iter().map(|bin| money(bin.clv)));
        wanted.extend(
            o.months.iter().flat_map(|month| [money(month.revenue), money(month.refunded), money(month.gross)]),
        );
        wanted.extend(
            o.top_customers.iter().flat_map(|row| [row.customer_id.clone(), money(row.clv), money(row.historic)]),
        );
        wanted.extend(o.frequencies.iter().map(|bin| lang.decimal(bin.expected.unwrap(), 1)));
        wanted.extend(o.fits.iter().flat_map(|fit| &fit.parameters).map(|parameter| lang.decimal(parameter.value, 4)));
        wanted.extend(o.classes.iter().map(|class| lang.money_exact(class.amount, &class.currency)));
        let page = page.split("<script").next().unwrap_or_default();
        for number in wanted {
            assert!(page.contains(&number), "`{number}` is not in the page");
        }
    }
}

#[test]
fn bad_news_is_told() {
    let mut o = sample::retailer();
    o.warnings = vec![
        Warning::NoRepeatBuyers,
        Warning::NotConverged { model: "mbg-nbd".to_owned(), message: Some("a went to infinity".to_owned()) },
        Warning::Stale { days: 61 },
    ];
    o.buyers.repeat = 0;
    let said = text(&o, Lang::EN);
    assert!(said.contains("nobody has come back yet"), "{said}");
    assert!(said.contains("The model mbg-nbd found no best fit. a went to infinity"), "{said}");
    assert!(said.contains("61 days older"), "{said}");
}

#[test]
fn an_empty_base_is_no_error() {
    for lang in BOTH {
        let o = sample::nobody();
        assert!(html(&o, lang).contains("</html>"));
        assert!(!text(&o, lang).contains("NaN"));
    }
}

#[test]
fn a_terminal_report_fits_its_columns() {
    for lang in BOTH {
        for line in text(&sample::retailer(), lang).lines() {
            assert!(line.chars().count() <= 92, "{} columns: {line}", line.chars().count());
        }
    }
}

#[test]
fn json_carries_the_version_first() {
    let json = json(&sample::retailer()).unwrap();
    assert!(json.starts_with(concat!("{\n  \"tenure\": \"", env!("CARGO_PKG_VERSION"), "\"")));
}

#[test]
fn figures_draw_the_overview_and_differ_by_theme_in_colour_alone() {
    let o = sample::retailer();
    let voice = Locale::new(Lang::EN);
    let all = [
        figures::tenths,
        figures::concentration,
        figures::distribution,
        figures::months,
        figures::waterfall,
        figures::frequencies,
    ];
    for figure in all.map(|draw| draw(&o, &voice)) {
        assert_eq!(figure.light["data"][0]["x"], figure.dark["data"][0]["x"], "{}", figure.id);
        assert_eq!(figure.light["data"][0]["y"], figure.dark["data"][0]["y"], "{}", figure.id);
        assert_ne!(figure.light, figure.dark, "{}", figure.id);
        assert!(figure.table.rows.iter().all(|row| row.len() == figure.table.columns.len()), "{}", figure.id);
        assert!(figure.light["layout"].get("title").is_none(), "the card has the title");
    }
    let months = figures::months(&o, &voice);
    let drawn: Vec<f64> = serde_json::from_value(months.light["data"][0]["y"].clone()).unwrap();
    assert_eq!(drawn, o.months.iter().map(|month| month.revenue).collect::<Vec<_>>());
    assert_eq!(months.light["data"][0]["marker"]["pattern"]["shape"][12], "/", "the month that is not over is hatched");
    insta::assert_snapshot!("figure_hover", months.light["data"][0]["hovertext"][12].as_str().unwrap());
    let light = figures::concentration(&o, &voice).light;
    insta::assert_snapshot!("figure_axis", serde_json::to_string_pretty(&light["layout"]["xaxis"]).unwrap());
}

#[test]
fn terminal_report() {
    insta::assert_snapshot!("text_en", text(&sample::retailer(), Lang::EN));
    insta::assert_snapshot!("text_nl", text(&sample::retailer(), Lang::NL));
}

/// Writes both pages to the folder in `TENURE_REPORT_OUT`, to be looked at.
#[test]
fn pages_to_look_at() {
    let Some(folder) = std::env::var_os("TENURE_REPORT_OUT") else { return };
    for (lang, name) in [(Lang::EN, "report.html"), (Lang::NL, "rapport.html")] {
        std::fs::write(std::path::Path::new(&folder).join(name), html(&sample::retailer(), lang)).unwrap();
    }
    std::fs::write(std::path::Path::new(&folder).join("leeg.html"), html(&sample::nobody(), Lang::NL)).unwrap();
}

#[test]
fn a_sentence_agrees_with_each_of_its_numbers() {
    let mut o = sample::retailer();
    (o.buyers.customers, o.buyers.once, o.buyers.repeat) = (1, 1, 1);
    let said = |lang| (super::answer(&o, &Locale::new(lang)), super::tiles(&o, &Locale::new(lang))[7].context.clone());
    let (answer, once) = said(Lang::EN);
    assert!(answer.starts_with("One customer has brought") && answer.contains("this customer is expected"), "{answer}");
    assert_eq!(once, "one bought once");
    let (answer, once) = said(Lang::NL);
    assert!(answer.contains("het komende jaar brengt deze klant naar verwachting"), "{answer}");
    assert_eq!(once, "één kocht één keer");
}

#[test]
fn any_horizon_of_the_settings_has_words() {
    let (en, nl) = (Locale::new(Lang::EN), Locale::new(Lang::NL));
    for (horizon, length, ahead, dutch, short) in [
        ("1y", "1 year", "in the next year", "het komende jaar", "1 jr"),
        ("2y", "2 years", "in the next 2 years", "de komende 2 jaar", "2 jr"),
        ("12m", "12 months", "in the next 12 months", "de komende 12 maanden", "12 m"),
        ("1m", "1 month", "in the next month", "de komende maand", "1 m"),
        ("39w", "39 weeks", "in the next 39 weeks", "de komende 39 weken", "39 w"),
        ("1.5y", "1.5 years", "in the next 1.5 years", "de komende 1,5 jaar", "1,5 jr"),
        ("30d", "30 days", "in the next 30 days", "de komende 30 dagen", "30 d"),
    ] {
        assert_eq!(super::named(&en, "horizon", horizon), length);
        assert_eq!(super::named(&en, "ahead", horizon), ahead);
        assert_eq!(super::named(&nl, "ahead", horizon), dutch);
        assert_eq!(super::named(&nl, "short", horizon), short);
    }
    assert_eq!(super::named(&en, "horizon", "soon"), "soon");
    let mut o = sample::retailer();
    let year = super::lede(&o, &en);
    o.scope.horizon = "12m".to_owned();
    assert_eq!(super::lede(&o, &en), year, "twelve months are a year");
    o.scope.horizon = "2y".to_owned();
    assert_ne!(super::lede(&o, &en), year);
}

#[test]
fn a_moment_is_told_on_the_day_of_the_workspace() {
    let mut o = sample::retailer();
    o.scope.finished_at = "2026-03-12T23:30:00Z".parse().unwrap();
    let finished = |o: &_| super::definitions(o, &Locale::new(Lang::NL)).pop().unwrap().1;
    assert!(finished(&o).contains("12-03-2026"), "{}", finished(&o));
    o.scope.zone = "Europe/Amsterdam".to_owned();
    assert!(finished(&o).contains("13-03-2026"), "{}", finished(&o));
}
