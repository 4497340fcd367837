//! The name of a source: which ones it may have, and which it has when nobody named it.

use super::{Kind, SourceError, dates};

/// Words that tell one export of a system from the next: when it is of, and which copy. Not `old` and `new`: those are
/// two systems more often than two exports.
const PASSING: [&str; 21] = [
    "week",
    "weeks",
    "weken",
    "wk",
    "month",
    "months",
    "maand",
    "maanden",
    "quarter",
    "kwartaal",
    "year",
    "jaar",
    "ytd",
    "today",
    "vandaag",
    "yesterday",
    "gisteren",
    "copy",
    "kopie",
    "copie",
    "duplicate",
];

/// What stands between a copy and what it is of, as in `Copy of orders` and `Kopie van orders`.
const OF: [&str; 3] = ["of", "van", "von"];

/// Beside digits these are quarters, weeks, halves, versions, and the letters of an ISO time.
const NUMBERED: [&str; 8] = ["q", "k", "w", "kw", "h", "v", "t", "z"];

/// Name for a source nobody named: the same for every export of one system, so without the date, number or words that
/// tell one export from the next. Two names for one system would count its orders twice.
pub(super) fn source_name(kind: Kind, file: &str) -> String {
    match kind {
        Kind::ShopifyOrders => return "shopify".to_owned(),
        Kind::WooCommerceOrders => return "woocommerce".to_owned(),
        Kind::StripePayments => return "stripe".to_owned(),
        _ => {}
    }
    let stem = file.split('.').next().unwrap_or_default();
    let words = words(stem);
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(place, _)| !passing(&words, *place))
        .map(|(_, word)| word.text.as_str())
        .collect();
    if kept.is_empty() { "orders".to_owned() } else { kept.join("-") }
}

/// Letters of a name at most.
const LONGEST: usize = 64;

/// Refuses a name that could not stand in the key of a customer, `source:record`: with a colon in it, two customers could
/// share one key, and the history of neither would be found.
pub(super) fn check_source(name: &str) -> Result<(), SourceError> {
    let sign = |letter: char| letter.is_alphanumeric() || "-_. ".contains(letter);
    let begins = name.starts_with(char::is_alphanumeric);
    if begins && !name.ends_with(' ') && name.chars().all(sign) && name.chars().count() <= LONGEST {
        return Ok(());
    }
    Err(SourceError::Setting {
        name: "source",
        value: name.to_owned(),
        allowed:
            "a name of letters, digits, `-`, `_`, `.` and blanks that begins with a letter or digit, such as web-shop"
                .to_owned(),
    })
}

/// Letters that stand together, in lower case.
struct Word {
    text: String,
    /// Whether a digit stands right before or after it, or a number next to it.
    numbered: bool,
}

fn words(stem: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut open, mut digit) = (false, false);
    for letter in stem.chars() {
        if letter.is_alphabetic() {
            if !open {
                words.push(Word { text: String::new(), numbered: digit });
            }
            if let Some(word) = words.last_mut() {
                word.text.extend(letter.to_lowercase());
            }
        } else if letter.is_numeric() {
            // `week 12` as well as `week12`: only a letter ends the neighbourhood of a number.
            if let Some(word) = words.last_mut() {
                word.numbered = true;
            }
        }
        open = letter.is_alphabetic();
        digit = letter.is_numeric() || (digit && !open);
    }
    words
}

fn passing(words: &[Word], place: usize) -> bool {
    let Some(Word { text, numbered }) = words.get(place) else { return false };
    let copied = || {
        let before = place.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|before| ["copy", "kopie", "copie"].contains(&before.text.as_str()))
    };
    PASSING.contains(&text.as_str())
        || dates::month(text).is_some()
        || (*numbered && NUMBERED.contains(&text.as_str()))
        || (OF.contains(&text.as_str()) && copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(file: &str) -> String {
        source_name(Kind::Orders, file)
    }

    #[test]
    fn exports_of_one_system_have_one_name() {
        let months =
            ["orders-jan.csv", "orders-feb.csv", "orders_maart_2024.csv", "Orders okt 24.csv", "mei-orders.csv"];
        let periods =
            ["orders-2024-q1.csv", "orders Q3.csv", "orders-week12.csv", "orders wk 3.csv", "orders-2024-W07.csv"];
        let words =
            ["orders kwartaal 2.csv", "orders_year_2023.csv", "orders-20240501T103000Z.csv", "orders-v2.csv.gz"];
        let copies = [
            "orders (kopie).csv",
            "orders (1).csv",
            "Copy of orders.csv",
            "Kopie van orders (2).csv",
            "orders - Copy.csv",
        ];
        for file in months.into_iter().chain(periods).chain(words).chain(copies) {
            assert_eq!(named(file), "orders", "{file}");
        }
        assert_eq!(named("export (kopie).csv"), named("export.csv"));
        assert_eq!(named("2024-01.csv"), "orders");
        assert_eq!(named("januari.csv"), named("februari.csv"));
    }

    #[test]
    fn a_name_can_stand_in_a_key() {
        for name in ["shop", "web-shop", "B2B orders", "café_2.nl", "7"] {
            assert!(check_source(name).is_ok(), "{name}");
        }
        let long = "x".repeat(65);
        for name in ["", " ", "shop:nl", "=1+1", "-x", ".x", "../../x", "a/b", "a\nb", "a\"b", "shop ", &long] {
            let refused = check_source(name).unwrap_err().to_string();
            assert!(refused.starts_with(&format!("`source` is `{name}`; allowed: a name of letters")), "{refused}");
        }
    }

    #[test]
    fn systems_keep_apart() {
        assert_eq!(named("winkel-a1.csv"), "winkel-a");
        assert_eq!(named("winkel-b1.csv"), "winkel-b");
        assert_eq!(named("kassa-van-dijk.csv"), "kassa-van-dijk");
        assert_eq!(named("B2B orders.csv"), "b-b-orders");
        assert_eq!(named("Online_Retail.xlsx.csv"), "online-retail");
        assert_eq!(named("shop-q.csv"), "shop-q");
    }
}
