//! The terminal's report: the page's answer, figures and reconciliation in columns, without colour.

use tenure_engine::read::Overview;

use super::parts::capital;
use super::{say, tables};
use crate::words::Locale;

const WIDTH: usize = 90;
const INDENT: usize = 2;

/// The report as lines of at most 90 columns.
pub(super) fn text(o: &Overview, locale: &Locale) -> String {
    let mut out = Lines(String::new());
    out.paragraph(&say::answer(o, locale));
    out.gap();
    out.paragraph(&say::lede(o, locale).join(" "));
    if !o.warnings.is_empty() {
        out.head(&locale.t("before-you-believe"));
        for warning in &o.warnings {
            out.item("!", &say::warning(warning, locale));
        }
    }
    out.gap();
    for tile in say::tiles(o, locale) {
        out.row(&[(&locale.t(tile.key), 26, false), (&tile.value, 16, true), (&tile.context, 44, false)]);
    }
    formula(&mut out, o, locale);
    if o.buyers.customers > 0 {
        tenths(&mut out, o, locale);
        top_customers(&mut out, o, locale);
        fits(&mut out, o, locale);
    }
    left_out(&mut out, o, locale);
    out.gap();
    let scope = say::scope(o, locale);
    let scope: Vec<String> = scope.iter().map(|(name, value)| format!("{}: {value}", locale.t(name))).collect();
    out.paragraph(&scope.join("; "));
    for (term, text) in say::definitions(o, locale) {
        out.paragraph(&format!("{term}: {text}"));
    }
    out.0
}

fn formula(out: &mut Lines, o: &Overview, locale: &Locale) {
    let parts = say::formula(o, locale);
    let Some((last, factors)) = parts.split_last() else { return };
    out.head(&locale.t("formula"));
    let factors: Vec<String> = factors.iter().map(|(key, value)| format!("{} {value}", locale.t(key))).collect();
    out.paragraph(&format!("{} = {} {}", factors.join(" × "), locale.t(last.0), last.1));
}

fn tenths(out: &mut Lines, o: &Overview, locale: &Locale) {
    let short = |amount| locale.lang.money_short(amount, &o.scope.currency);
    let longest = o.tenths.iter().map(|row| row.historic + row.clv).fold(f64::MIN_POSITIVE, f64::max);
    out.head(&locale.t("figure-tenths"));
    let (past, coming) = (locale.t("so-far"), locale.t("to-come"));
    out.row(&[("", 12, false), (&past, 14, true), (&coming, 14, true)]);
    for row in &o.tenths {
        let place = [("from", ((row.tenth - 1) * 10).to_string()), ("to", (row.tenth * 10).to_string())];
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 40 by construction")]
        let blocks = |amount: f64| (amount.max(0.0) / longest * 40.0).round() as usize;
        let bar = format!("{}{}", "█".repeat(blocks(row.historic)), "░".repeat(blocks(row.clv)));
        let place = locale.with("figure-tenth", &place);
        out.row(&[
            (&place, 12, false),
            (&short(row.historic), 14, true),
            (&short(row.clv), 14, true),
            (&bar, 44, false),
        ]);
    }
}

fn top_customers(out: &mut Lines, o: &Overview, locale: &Locale) {
    let lang = locale.lang;
    out.head(&locale.t("top-customers"));
    let heads = ["customer", "column-last-order", "orders", "column-alive", "column-historic", "column-clv"]
        .map(|key| locale.t(key));
    let [customer, last, orders, alive, historic, clv] = &heads;
    out.row(&[
        (customer, 16, false),
        (last, 20, true),
        (orders, 14, true),
        (alive, 14, true),
        (historic, 12, true),
        (clv, 14, true),
    ]);
    for row in o.top_customers.iter().take(10) {
        out.row(&[
            (&row.customer_id, 16, false),
            (&lang.date(row.last_order), 20, true),
            (&lang.count(row.orders as f64), 14, true),
            (&lang.probability(row.p_alive), 14, true),
            (&lang.money_short(row.historic, &o.scope.currency), 12, true),
            (&lang.money_short(row.clv, &o.scope.currency), 14, true),
        ]);
    }
}

fn fits(out: &mut Lines, o: &Overview, locale: &Locale) {
    let lang = locale.lang;
    out.head(&locale.t("fit"));
    if let Some(placed) = o.placed() {
        out.paragraph(&locale.with("fit-good", &[("share", lang.share(placed))]));
    }
    for fit in &o.fits {
        let state = locale.t(if fit.converged { "fit-converged" } else { "fit-not-converged" });
        out.paragraph(&format!("{} ({state})", say::named(locale, "model", &fit.model)));
        for parameter in &fit.parameters {
            let error = parameter.standard_error.map_or_else(|| locale.t("unknown"), |error| lang.decimal(error, 4));
            out.row(&[
                ("", 2, false),
                (&parameter.name, 8, false),
                (&lang.decimal(parameter.value, 4), 14, true),
                (&format!("± {error}"), 14, true),
            ]);
        }
    }
    if o.frequencies.iter().any(|bin| bin.expected.is_some()) {
        let heads = ["repeats", "counted", "expected"].map(|key| capital(&locale.t(key)));
        let [repeats, counted, expected] = &heads;
        out.row(&[(repeats, 20, false), (counted, 10, true), (expected, 12, true)]);
        for bin in &o.frequencies {
            let name = format!("{}{}", bin.repeats, if bin.or_more { "+" } else { "" });
            let expected = bin.expected.map_or_else(|| locale.t("unknown"), |expected| lang.decimal(expected, 1));
            out.row(&[(&name, 20, false), (&lang.count(bin.actual as f64), 10, true), (&expected, 12, true)]);
        }
    }
}

fn left_out(out: &mut Lines, o: &Overview, locale: &Locale) {
    let lang = locale.lang;
    out.head(&locale.t("left-out"));
    if o.classes.is_empty() {
        out.paragraph(&locale.t("left-out-none"));
    }
    for class in &o.classes {
        let disposition = match class.disposition {
            tenure_engine::read::Disposition::Imported => "disposition-imported",
            tenure_engine::read::Disposition::Excluded => "disposition-excluded",
            tenure_engine::read::Disposition::Rejected => "disposition-rejected",
        };
        out.row(&[
            (&say::named(locale, "class", &class.class), 30, false),
            (&locale.t(disposition), 16, false),
            (&lang.count(class.rows as f64), 14, true),
            (&lang.money_exact(class.amount, &class.currency), 24, true),
        ]);
    }
    for total in &o.reconciliation {
        out.row(&[
            (&locale.t("total-files"), 30, false),
            (&total.currency, 16, false),
            (&lang.count(total.rows as f64), 14, true),
            (&lang.money_exact(total.amount, &total.currency), 24, true),
        ]);
    }
    if !o.totals.adds_up(&o.classes) {
        out.paragraph(&say::about(locale, "left-out-apart", o.totals.rows, &[]));
    }
    for note in tables::apart(o, locale) {
        out.paragraph(&note);
    }
}

/// Lines being written.
struct Lines(String);

impl Lines {
    fn gap(&mut self) {
        self.0.push('\n');
    }

    fn head(&mut self, text: &str) {
        self.gap();
        self.0.push_str(text);
        self.gap();
    }

    /// Text broken at spaces, never at the ones that belong to a number.
    fn paragraph(&mut self, text: &str) {
        self.wrapped(text, "");
    }

    fn item(&mut self, mark: &str, text: &str) {
        self.wrapped(text, &format!("{mark} "));
    }

    fn wrapped(&mut self, text: &str, first: &str) {
        let mut line = first.to_owned();
        let hang = first.chars().count();
        let mut used = hang;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if used > hang && used + 1 + length > WIDTH {
                self.0.push_str(&line);
                self.gap();
                line = " ".repeat(hang);
                used = hang;
            }
            if used > hang {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
        if used > hang {
            self.0.push_str(&line);
            self.gap();
        }
    }

    /// Columns of (text, width, aligned right); a long text pushes its row instead of being cut.
    fn row(&mut self, columns: &[(&str, usize, bool)]) {
        let mut line = " ".repeat(INDENT);
        for (at, (text, width, right)) in columns.iter().enumerate() {
            let width = if at == 0 { *width } else { width.saturating_sub(2) };
            if at > 0 {
                line.push_str("  ");
            }
            if *right {
                line.push_str(&format!("{text:>width$}"));
            } else {
                line.push_str(&format!("{text:<width$}"));
            }
        }
        self.0.push_str(line.trim_end());
        self.gap();
    }
}
