//! The words of the report in a language, from its Fluent file.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use jiff::civil::Date;
use tenure_engine::figures::Voice;
use unic_langid::LanguageIdentifier;

use super::Lang;

const EN: &str = include_str!("locales/en.ftl");
const NL: &str = include_str!("locales/nl.ftl");

/// One language: its words and its number forms.
pub(crate) struct Locale {
    pub(crate) lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Locale {
    /// The language, with the words that the binary carries.
    pub(crate) fn new(lang: Lang) -> Self {
        let (source, tag) = match lang {
            Lang::En => (EN, "en-GB"),
            Lang::Nl => (NL, "nl-NL"),
        };
        // The files are part of the binary and a test parses them; a fault in one can only cost words.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(usable, _)| usable);
        let mut bundle = FluentBundle::new(vec![tag.parse::<LanguageIdentifier>().unwrap_or_default()]);
        // Isolation marks would show as boxes in terminals and break the tests' comparisons; every value
        // put into a sentence is written left to right, like the two languages.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { lang, bundle }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        // A missing word shows its key: visible, and never a reason not to print a report.
        let Some(pattern) = pattern else { return key.to_owned() };
        let mut faults = Vec::new();
        self.bundle.format_pattern(pattern, args, &mut faults).into_owned()
    }

    /// The words for `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The words for `key`, with texts put in.
    pub(crate) fn with(&self, key: &str, values: &[(&str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.format(key, Some(&args))
    }

    /// The words for `key` if there are any.
    pub(crate) fn find(&self, key: &str) -> Option<String> {
        self.bundle.has_message(key).then(|| self.t(key))
    }
}

impl Voice for Locale {
    fn word(&self, key: &str) -> String {
        self.t(key)
    }

    fn say(&self, key: &str, values: &[(&str, String)]) -> String {
        self.with(key, values)
    }

    fn money(&self, amount: f64, currency: &str) -> String {
        self.lang.money(amount, currency)
    }

    fn money_short(&self, amount: f64, currency: &str) -> String {
        self.lang.money_short(amount, currency)
    }

    fn money_tick(&self, amount: f64, currency: &str) -> String {
        self.lang.money_tick(amount, currency)
    }

    fn count(&self, number: f64) -> String {
        self.lang.count(number)
    }

    fn decimal(&self, number: f64, decimals: usize) -> String {
        self.lang.decimal(number, decimals)
    }

    fn share(&self, share: f64) -> String {
        self.lang.share(share)
    }

    fn month(&self, month: Date) -> String {
        self.lang.month(month)
    }

    fn month_name(&self, month: Date) -> String {
        self.lang.month_name(month).to_owned()
    }

    fn date(&self, day: Date) -> String {
        self.lang.date(day)
    }

    fn separators(&self) -> &'static str {
        match self.lang {
            Lang::En => ".,",
            Lang::Nl => ",.",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    /// Each key with the names of the values its text takes.
    fn words(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        assert!(FluentResource::try_new(source.to_owned()).is_ok(), "the words must parse");
        let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut key = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                name.clone_into(&mut key);
                assert!(words.insert(key.clone(), BTreeSet::new()).is_none(), "`{key}` twice");
            }
            let names = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            words.entry(key.clone()).or_default().extend(names.map(str::to_owned));
        }
        words
    }

    #[test]
    fn both_languages_have_the_same_words_with_the_same_values() {
        let (english, mut dutch) = (words(super::EN), words(super::NL));
        // Dutch may agree in number where English does not, and the other way round.
        for (key, values) in &mut dutch {
            if english.get(key).is_some_and(|other| other.contains("n-is")) {
                values.insert("n-is".to_owned());
            }
        }
        assert_eq!(english, dutch);
    }
}
