//! Numbers, money and dates in the form of a language. No digit more than asked, minus as U+2212.

use jiff::civil::Date;

use super::Lang;

/// A space that a line never breaks at.
pub(super) const NBSP: char = '\u{a0}';
const MINUS: char = '\u{2212}';

impl Lang {
    const fn decimal_sign(self) -> char {
        match self {
            Self::En => '.',
            Self::Nl => ',',
        }
    }

    const fn group_sign(self) -> char {
        match self {
            Self::En => ',',
            Self::Nl => '.',
        }
    }

    /// A number with exactly so many decimals, grouped by thousands.
    pub(crate) fn decimal(self, number: f64, decimals: usize) -> String {
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
                text.push(self.group_sign());
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(self.decimal_sign());
            text.push_str(fraction);
        }
        text
    }

    /// An amount to the cent.
    pub(crate) fn money(self, amount: f64, currency: &str) -> String {
        self.with_symbol(amount, currency, &self.decimal(amount, 2), "")
    }

    /// An amount in full, with as many decimals as it has but two at least: for sums that reconcile.
    pub(crate) fn money_exact(self, amount: f64, currency: &str) -> String {
        let has = format!("{amount}").split_once('.').map_or(0, |(_, fraction)| fraction.len());
        self.with_symbol(amount, currency, &self.decimal(amount, has.clamp(2, 6)), "")
    }

    /// An amount in about three figures, with k, M or mln.
    pub(crate) fn money_short(self, amount: f64, currency: &str) -> String {
        let size = amount.abs();
        let (unit, suffix) = match (self, size) {
            (_, s) if s < 9_999.5 => (1.0, ""),
            (_, s) if s < 999_500.0 => (1e3, "k"),
            (Self::En, s) if s < 999.5e6 => (1e6, "M"),
            (Self::Nl, s) if s < 999.5e6 => (1e6, "\u{a0}mln"),
            (Self::En, _) => (1e9, "bn"),
            (Self::Nl, _) => (1e9, "\u{a0}mld"),
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
    pub(crate) fn money_tick(self, amount: f64, currency: &str) -> String {
        let text = self.money_short(amount, currency);
        let digits_end = text.rfind(|c: char| c.is_ascii_digit()).map_or(text.len(), |at| at + 1);
        let (number, suffix) = text.split_at(digits_end);
        match number.rsplit_once(self.decimal_sign()) {
            Some((_, fraction)) if fraction.len() <= 2 && !suffix.is_empty() => {
                format!("{}{suffix}", number.trim_end_matches('0').trim_end_matches(self.decimal_sign()))
            }
            _ => text,
        }
    }

    /// A rate or level that is usually whole: as many decimals as it has, one at most.
    pub(crate) fn rate(self, rate: f64) -> String {
        let whole = (rate * 100.0 - (rate * 100.0).round()).abs() < 1e-9;
        format!("{}%", self.decimal(rate * 100.0, usize::from(!whole)))
    }

    /// A probability of something never certain: it does not round to all or nothing.
    pub(crate) fn probability(self, p: f64) -> String {
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
        let space = if self == Self::Nl || symbol.len() == 3 && symbol.is_ascii() { "\u{a0}" } else { "" };
        format!("{sign}{symbol}{space}{number}{suffix}")
    }

    /// A whole number.
    pub(crate) fn count(self, number: f64) -> String {
        self.decimal(number, 0)
    }

    /// A share of one as a percentage: one decimal.
    pub(crate) fn share(self, share: f64) -> String {
        format!("{}%", self.decimal(share * 100.0, 1))
    }

    /// A day.
    pub(crate) fn date(self, day: Date) -> String {
        match self {
            Self::En => format!("{}{NBSP}{}{NBSP}{}", day.day(), self.month_name(day), day.year()),
            Self::Nl => format!("{:02}-{:02}-{}", day.day(), day.month(), day.year()),
        }
    }

    /// A month's short name.
    pub(crate) fn month_name(self, day: Date) -> &'static str {
        const EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const NL: [&str; 12] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
        let names = match self {
            Self::En => EN,
            Self::Nl => NL,
        };
        usize::try_from(day.month() - 1).ok().and_then(|at| names.get(at)).copied().unwrap_or("")
    }

    /// A month with its year.
    pub(crate) fn month(self, day: Date) -> String {
        format!("{}{NBSP}{}", self.month_name(day), day.year())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::Lang::{En, Nl};

    #[test]
    fn numbers_have_the_form_of_their_language() {
        let table = [
            (En.money(1234.56, "EUR"), "€1,234.56"),
            (Nl.money(1234.56, "EUR"), "€\u{a0}1.234,56"),
            (En.money(-0.98, "GBP"), "−£0.98"),
            (Nl.money(-0.98, "GBP"), "−£\u{a0}0,98"),
            (En.money(-0.001, "GBP"), "£0.00"),
            (En.money(12.0, "CHF"), "CHF\u{a0}12.00"),
            (En.money_exact(9_747_747.934, "GBP"), "£9,747,747.934"),
            (Nl.money_exact(9_747_747.9, "GBP"), "£\u{a0}9.747.747,90"),
            (En.money_short(4_180_000.0, "EUR"), "€4.18M"),
            (Nl.money_short(4_180_000.0, "EUR"), "€\u{a0}4,18\u{a0}mln"),
            (En.money_short(512_000.0, "EUR"), "€512k"),
            (Nl.money_short(512_000.0, "EUR"), "€\u{a0}512k"),
            (En.money_short(999_700.0, "USD"), "$1.00M"),
            (En.money_short(2_340_000_000.0, "USD"), "$2.34bn"),
            (Nl.money_short(2_340_000_000.0, "USD"), "$\u{a0}2,34\u{a0}mld"),
            (En.money_short(38.34, "USD"), "$38.34"),
            (En.money_short(6_338.4, "USD"), "$6,338"),
            (En.money_short(250_000.0, "USD"), "$250k"),
            (En.money_tick(1_500_000.0, "USD"), "$1.5M"),
            (Nl.money_tick(1_500_000.0, "USD"), "$\u{a0}1,5\u{a0}mln"),
            (Nl.money_tick(500_000.0, "USD"), "$\u{a0}500k"),
            (En.money_tick(0.1, "USD"), "$0.10"),
            (En.rate(0.1), "10%"),
            (Nl.rate(0.125), "12,5%"),
            (En.probability(0.99962), ">\u{a0}99.9%"),
            (Nl.probability(0.5), "50,0%"),
            (En.share(0.072), "7.2%"),
            (Nl.share(0.072), "7,2%"),
            (En.share(-0.072), "−7.2%"),
            (En.count(541_909.0), "541,909"),
            (Nl.count(541_909.0), "541.909"),
            (En.decimal(2.98, 2), "2.98"),
            (En.decimal(f64::NAN, 2), "–"),
            (En.date(date(2026, 3, 31)), "31\u{a0}Mar\u{a0}2026"),
            (Nl.date(date(2026, 3, 31)), "31-03-2026"),
            (Nl.month(date(2026, 3, 1)), "mrt\u{a0}2026"),
        ];
        for (found, wanted) in table {
            assert_eq!(found, wanted);
        }
    }
}
