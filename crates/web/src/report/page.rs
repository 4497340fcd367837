//! The page: order of its parts, and what makes it stand on its own.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use tenure_engine::figures::{self, Figure};
use tenure_engine::read::Overview;

use super::{parts, say, tables};
use crate::frame::drawn;
use crate::words::Locale;

const CSS: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Nothing may be fetched: the page's own style and script, and pictures made in it, are all it has.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:";

/// The whole page.
pub(super) fn page(o: &Overview, locale: &Locale) -> Markup {
    let figures = [
        figures::tenths(o, locale),
        figures::concentration(o, locale),
        figures::distribution(o, locale),
        figures::months(o, locale),
        figures::frequencies(o, locale),
    ];
    let [tenths, concentration, distribution, months, frequencies] = &figures;
    let card =
        |figure: &Figure, span: &str, height: &str| parts::figure(figure, locale, &o.scope.currency, span, height);
    let any = o.buyers.customers > 0;
    html! {
        (DOCTYPE)
        html lang=(locale.lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!("Tenure ", env!("CARGO_PKG_VERSION")));
                title { (locale.t("report")) " · " (locale.lang.date(o.scope.as_of)) " · Tenure" }
                link rel="icon" href="data:,";
                style { (PreEscaped(CSS)) }
                noscript { style { (PreEscaped(".plot{display:none}")) } }
            }
            body {
                a.skip href="#content" { (locale.t("to-content")) }
                (parts::scope_line(o, locale))
                main #content {
                    header.head {
                        h1 { (say::answer(o, locale)) }
                        p.lede { (say::lede(o, locale).join(" ")) }
                        noscript { p.note { (locale.t("needs-script")) } }
                    }
                    (parts::warnings(o, locale))
                    (parts::tiles(o, locale))
                    @if any {
                        div.grid {
                            (card(tenths, "c-7", "tall"))
                            (card(concentration, "c-5", "tall"))
                            (card(distribution, "c-5", "plain"))
                            (card(months, "c-7", "plain"))
                        }
                        (tables::top_customers(o, locale))
                        div.grid {
                            (card(frequencies, "c-6", "plain"))
                            (tables::fits(o, locale))
                        }
                    }
                    (tables::left_out(o, locale))
                    (parts::definitions(o, locale))
                }
                @if any {
                    (drawn(&figures))
                    script { (PreEscaped(figures::plotly_script())) }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }
}
