//! Numbers, money and dates in the form of a language. No digit more than asked, minus as U+2212.

use jiff::civil::Date;

use super::{Catalogue, Lang};

/// A space that a line never breaks at.
pub(crate) const NBSP: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// How a language writes numbers and dates: the `form-` words of its file.
#[derive(Debug)]
pub(super) struct Forms {
    decimal: char,
    group: char,
    /// Between a currency's symbol and the number; codes always have a space.
    symbol_space: &'static str,
    thousand: String,
    million: String,
    billion: String,
    months: Vec<String>,
}

impl Forms {
    /// Reads them; `word` gives the text of a key, or the key where the file lacks it.
    pub(super) fn read(word: impl Fn(&str) -> String) -> Self {
        let sign = |key| word(key).chars().next().unwrap_or(NBSP);
        Self {
            decimal: sign("form-decimal"),
            group: sign("form-group"),
            symbol_space: if word("form-symbol") == "spaced" { "\u{a0}" } else { "" },
            thousand: word("form-thousand"),
            million: word("form-million"),
            billion: word("form-billion"),
            months: word("form-months").split(' ').map(str::to_owned).collect(),
        }
    }

    /// Decimal and grouping sign, as Plotly's `separators`.
    pub(super) fn separators(&self) -> String {
        format!("{}{}", self.decimal, self.group)
    }
}

impl Lang {
    fn forms(self) -> &'static Forms {
        &Catalogue::of(self).forms
    }

    /// A number with exactly so many decimals, grouped by thousands.
    pub fn decimal(self, number: f64, decimals: usize) -> String {
        if !number.is_finite() {
            return "–".to_owned();
        }
        let plain = format!("{:.decimals$}", number.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        // What rounds to zero carries no sign.
        if number < 0.0 && plain.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
            text.push(MINUS);
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(self.forms().group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.forms().decimal);
            text.push_str(fraction);
        }
        text
    }

    /// An amount to the cent.
    pub fn money(self, amount: f64, currency: &str) -> String {
        self.with_symbol(amount, currency, &self.decimal(amount, 2), "")
    }

    /// An amount in full, with as many decimals as it has but two at least: for sums that reconcile.
    pub fn money_exact(self, amount: f64, currency: &str) -> String {
        let has = format!("{amount}").split_once('.').map_or(0, |(_, fraction)| fraction.len());
        self.with_symbol(amount, currency, &self.decimal(amount, has.clamp(2, 6)), "")
    }

    /// An amount in about three figures, with k, M or mln.
    pub fn money_short(self, amount: f64, currency: &str) -> String {
        let size = amount.abs();
        let forms = self.forms();
        let (unit, suffix) = match size {
            s if s < 9_999.5 => (1.0, ""),
            s if s < 999_500.0 => (1e3, forms.thousand.as_str()),
            s if s < 999.5e6 => (1e6, forms.million.as_str()),
            _ => (1e9, forms.billion.as_str()),
        };
        let scaled = amount / unit;
        let decimals = match scaled.abs() {
            s if unit == 1.0 => usize::from(s < 99.5 && s.fract() != 0.0) * 2,
            s if s >= 99.95 => 0,
            s if s >= 9.995 => 1,
            _ => 2,
        };
        // Round thousands, as on an axis, need no decimals.
        let decimals = if (scaled - scaled.round()).abs() < 1e-9 { 0 } else { decimals };
        self.with_symbol(amount, currency, &self.decimal(scaled, decimals), suffix)
    }

    /// An amount on an axis: round, so without decimals that say nothing.
    pub fn money_tick(self, amount: f64, currency: &str) -> String {
        let text = self.money_short(amount, currency);
        let digits_end = text.rfind(|c: char| c.is_ascii_digit()).map_or(text.len(), |at| at + 1);
        let (number, suffix) = text.split_at(digits_end);
        match number.rsplit_once(self.forms().decimal) {
            Some((_, fraction)) if fraction.len() <= 2 && !suffix.is_empty() => {
                format!("{}{suffix}", number.trim_end_matches('0').trim_end_matches(self.forms().decimal))
            }
            _ => text,
        }
    }

    /// A rate or level that is usually whole: as many decimals as it has, one at most.
    pub fn rate(self, rate: f64) -> String {
        let whole = (rate * 100.0 - (rate * 100.0).round()).abs() < 1e-9;
        format!("{}%", self.decimal(rate * 100.0, usize::from(!whole)))
    }

    /// A probability of something never certain: it does not round to all or nothing.
    pub fn probability(self, p: f64) -> String {
        match p {
            p if p > 0.9995 && p.is_finite() => format!(">{NBSP}{}", self.share(0.999)),
            p if p < 0.0005 => format!("<{NBSP}{}", self.share(0.001)),
            p => self.share(p),
        }
    }

    fn with_symbol(self, amount: f64, currency: &str, number: &str, suffix: &str) -> String {
        let symbol = match currency {
            "EUR" => "€",
            "GBP" => "£",
            "USD" => "$",
            code => code,
        };
        let (sign, number) = match number.strip_prefix(MINUS) {
            Some(rest) if amount < 0.0 => ("\u{2212}", rest),
            _ => ("", number),
        };
        let code = symbol.len() == 3 && symbol.is_ascii();
        let space = if code { "\u{a0}" } else { self.forms().symbol_space };
        format!("{sign}{symbol}{space}{number}{suffix}")
    }

    /// A whole number.
    pub fn count(self, number: f64) -> String {
        self.decimal(number, 0)
    }

    /// A share of one as a percentage: one decimal.
    pub fn share(self, share: f64) -> String {
        format!("{}%", self.decimal(share * 100.0, 1))
    }

    /// A day.
    pub fn date(self, day: Date) -> String {
        let values = [
            ("day", day.day().to_string()),
            ("day-2", format!("{:02}", day.day())),
            ("month", self.month_name(day).to_owned()),
            ("month-2", format!("{:02}", day.month())),
            ("year", day.year().to_string()),
        ];
        Catalogue::of(self).format("form-date", &values)
    }

    /// A month's short name.
    pub fn month_name(self, day: Date) -> &'static str {
        usize::try_from(day.month() - 1).ok().and_then(|at| self.forms().months.get(at)).map_or("", String::as_str)
    }

    /// A month with its year.
    pub fn month(self, day: Date) -> String {
        format!("{}{NBSP}{}", self.month_name(day), day.year())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::words::Lang;

    #[test]
    fn numbers_have_the_form_of_their_language() {
        let table = [
            (Lang::EN.money(1234.56, "EUR"), "€1,234.56"),
            (Lang::NL.money(1234.56, "EUR"), "€\u{a0}1.234,56"),
            (Lang::EN.money(-0.98, "GBP"), "−£0.98"),
            (Lang::NL.money(-0.98, "GBP"), "−£\u{a0}0,98"),
            (Lang::EN.money(-0.001, "GBP"), "£0.00"),
            (Lang::EN.money(12.0, "CHF"), "CHF\u{a0}12.00"),
            (Lang::EN.money_exact(9_747_747.934, "GBP"), "£9,747,747.934"),
            (Lang::NL.money_exact(9_747_747.9, "GBP"), "£\u{a0}9.747.747,90"),
            (Lang::EN.money_short(4_180_000.0, "EUR"), "€4.18M"),
            (Lang::NL.money_short(4_180_000.0, "EUR"), "€\u{a0}4,18\u{a0}mln"),
            (Lang::EN.money_short(512_000.0, "EUR"), "€512k"),
            (Lang::NL.money_short(512_000.0, "EUR"), "€\u{a0}512k"),
            (Lang::EN.money_short(999_700.0, "USD"), "$1.00M"),
            (Lang::EN.money_short(2_340_000_000.0, "USD"), "$2.34bn"),
            (Lang::NL.money_short(2_340_000_000.0, "USD"), "$\u{a0}2,34\u{a0}mld"),
            (Lang::EN.money_short(38.34, "USD"), "$38.34"),
            (Lang::EN.money_short(6_338.4, "USD"), "$6,338"),
            (Lang::EN.money_short(250_000.0, "USD"), "$250k"),
            (Lang::EN.money_tick(1_500_000.0, "USD"), "$1.5M"),
            (Lang::NL.money_tick(1_500_000.0, "USD"), "$\u{a0}1,5\u{a0}mln"),
            (Lang::NL.money_tick(500_000.0, "USD"), "$\u{a0}500k"),
            (Lang::EN.money_tick(0.1, "USD"), "$0.10"),
            (Lang::EN.rate(0.1), "10%"),
            (Lang::NL.rate(0.125), "12,5%"),
            (Lang::EN.probability(0.99962), ">\u{a0}99.9%"),
            (Lang::NL.probability(0.5), "50,0%"),
            (Lang::EN.share(0.072), "7.2%"),
            (Lang::NL.share(0.072), "7,2%"),
            (Lang::EN.share(-0.072), "−7.2%"),
            (Lang::EN.count(541_909.0), "541,909"),
            (Lang::NL.count(541_909.0), "541.909"),
            (Lang::EN.decimal(2.98, 2), "2.98"),
            (Lang::EN.decimal(f64::NAN, 2), "–"),
            (Lang::EN.date(date(2026, 3, 31)), "31\u{a0}Mar\u{a0}2026"),
            (Lang::NL.date(date(2026, 3, 31)), "31-03-2026"),
            (Lang::NL.month(date(2026, 3, 1)), "mrt\u{a0}2026"),
        ];
        for (found, wanted) in table {
            assert_eq!(found, wanted);
        }
    }
}
