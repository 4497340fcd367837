//! Currencies by their ISO 4217 codes.

/// The code of a currency, as ISO 4217 writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code(&'static str);

impl Code {
    /// A code in letters of any case.
    pub fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
        let upper = bytes.map(|byte| byte.to_ascii_uppercase());
        let place = ISO_4217.binary_search_by(|code| code.as_bytes().cmp(&upper)).ok()?;
        ISO_4217.get(place).copied().map(Self)
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }
}

/// A currency code as ISO 4217 writes it, from letters of any case; none for anything else.
#[must_use]
pub fn currency_code(text: &str) -> Option<&'static str> {
    Code::read(text).map(Code::as_str)
}

/// The code that a text may have been meant to be, as an example of what is expected.
pub(crate) fn nearest(text: &str) -> &'static str {
    let text = text.to_ascii_uppercase();
    let alike = |code: &str| code.bytes().zip(text.bytes()).filter(|(one, other)| one == other).count();
    let near = COMMON.iter().chain(ISO_4217).copied().filter(|code| alike(code) >= 2);
    near.fold(None, |best: Option<&'static str>, code| match best {
        Some(best) if alike(best) >= alike(code) => Some(best),
        _ => Some(code),
    })
    .unwrap_or("EUR")
}

/// What is meant most often: of codes that are equally near one of these.
const COMMON: &[&str] = &["EUR", "USD", "GBP"];

/// Codes of currencies in which something has been sold since 1990; not those of metals, of funds and for tests.
const ISO_4217: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "ATS", "AUD", "AWG", "AZM", "AZN", "BAM", "BBD", "BDT", "BEF",
    "BGL", "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BYR", "BZD", "CAD", "CDF",
    "CHF", "CLF", "CLP", "CNY", "COP", "CRC", "CUC", "CUP", "CVE", "CYP", "CZK", "DEM", "DJF", "DKK", "DOP", "DZD",
    "EEK", "EGP", "ERN", "ESP", "ETB", "EUR", "FIM", "FJD", "FKP", "FRF", "GBP", "GEL", "GHC", "GHS", "GIP", "GMD",
    "GNF", "GRD", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "IEP", "ILS", "INR", "IQD", "IRR", "ISK",
    "ITL", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR",
    "LRD", "LSL", "LTL", "LUF", "LVL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRO", "MRU", "MTL",
    "MUR", "MVR", "MWK", "MXN", "MYR", "MZM", "MZN", "NAD", "NGN", "NIO", "NLG", "NOK", "NPR", "NZD", "OMR", "PAB",
    "PEN", "PGK", "PHP", "PKR", "PLN", "PTE", "PYG", "QAR", "ROL", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR",
    "SDD", "SDG", "SEK", "SGD", "SHP", "SIT", "SKK", "SLE", "SLL", "SOS", "SRD", "SRG", "SSP", "STD", "STN", "SVC",
    "SYP", "SZL", "THB", "TJS", "TMM", "TMT", "TND", "TOP", "TRL", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD",
    "UYU", "UZS", "VEB", "VED", "VEF", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR",
    "ZMK", "ZMW", "ZWG", "ZWL",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_of_three_capitals() {
        assert!(ISO_4217.is_sorted_by(|one, other| one < other));
        assert!(ISO_4217.iter().all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
    }

    #[test]
    fn a_code_is_read_in_any_case_and_nothing_else_is_one() {
        for (text, code) in [("eur", "EUR"), ("GBP", "GBP"), ("Nlg", "NLG"), ("AED", "AED"), ("zwl", "ZWL")] {
            assert_eq!(currency_code(text), Some(code));
        }
        for text in ["", "eu", "euro", "nan", "FOO", "nvt", "XXX", "XAU", "€", "ÉU"] {
            assert_eq!(currency_code(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_meant_is_given_as_an_example() {
        for (text, code) in [("euro", "EUR"), ("USB", "USD"), ("CHX", "CHF"), ("foo", "EUR"), ("", "EUR")] {
            assert_eq!(nearest(text), code);
        }
    }
}
