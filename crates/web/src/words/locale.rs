//! The words of a language, from its Fluent file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use jiff::civil::Date;
use tenure_engine::figures::Voice;

use super::Lang;
use super::forms::Forms;

/// The languages: a tag for `lang` attributes, and the file that holds words and number forms.
pub(super) const LANGUAGES: &[(&str, &str)] =
    &[("en", include_str!("locales/en.ftl")), ("nl", include_str!("locales/nl.ftl"))];

/// One language: its words and its number forms.
pub(super) struct Catalogue {
    messages: BTreeMap<&'static str, Pattern<&'static str>>,
    pub(super) forms: Forms,
}

static CATALOGUES: LazyLock<Vec<Catalogue>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(_, source)| Catalogue::read(source)).collect());

/// Texts to put into a message, by name.
type Values<'a> = &'a [(&'a str, String)];

impl Catalogue {
    fn read(source: &'static str) -> Self {
        // The files are part of the binary and a test parses them; a fault in one can only cost words.
        let resource = parser::parse(source).unwrap_or_else(|(usable, _)| usable);
        let messages = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => message.value.map(|words| (message.id.name, words)),
            _ => None,
        });
        let messages: BTreeMap<_, _> = messages.collect();
        let forms = Forms::read(|key| say(&messages, key, &[]));
        Self { messages, forms }
    }

    /// The catalogue of a language.
    pub(super) fn of(lang: Lang) -> &'static Self {
        &CATALOGUES[lang.0]
    }

    pub(super) fn format(&self, key: &str, values: Values<'_>) -> String {
        say(&self.messages, key, values)
    }
}

fn say(messages: &BTreeMap<&str, Pattern<&str>>, key: &str, values: Values<'_>) -> String {
    // A missing word shows its key: visible, and never a reason not to answer.
    let Some(pattern) = messages.get(key) else { return key.to_owned() };
    let mut text = String::new();
    write(pattern, values, &mut text);
    text
}

/// A language, speaking.
#[derive(Debug, Clone, Copy)]
pub struct Locale {
    /// The language.
    pub lang: Lang,
}

impl Locale {
    /// The language, with the words that the binary carries.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The words for `key`.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The words for `key`, with texts put in.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, String)]) -> String {
        Catalogue::of(self.lang).format(key, values)
    }

    /// The words for `key` if there are any.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<String> {
        Catalogue::of(self.lang).messages.contains_key(key).then(|| self.t(key))
    }
}

/// Puts the values into a pattern: plain placeables, literals, and choices by the text of a value. Terms, functions
/// and attributes are not used by our files.
fn write(pattern: &Pattern<&str>, values: Values<'_>, to: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => to.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                to.push_str(value_of(inline, values));
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let chosen = value_of(selector, values);
                let named = variants.iter().find(|variant| match variant.key {
                    VariantKey::Identifier { name } => name == chosen,
                    VariantKey::NumberLiteral { value } => value == chosen,
                });
                if let Some(variant) = named.or_else(|| variants.iter().find(|variant| variant.default)) {
                    write(&variant.value, values, to);
                }
            }
        }
    }
}

fn value_of<'a>(inline: &'a InlineExpression<&str>, values: Values<'a>) -> &'a str {
    match inline {
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => value,
        InlineExpression::VariableReference { id } => {
            values.iter().find(|(name, _)| *name == id.name).map_or("", |(_, value)| value.as_str())
        }
        _ => "",
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

    fn probability(&self, p: f64) -> String {
        self.lang.probability(p)
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

    fn separators(&self) -> String {
        Catalogue::of(self.lang).forms.separators()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    /// Each key with the names of the values its text takes.
    fn words(source: &str) -> BTreeMap<String, BTreeSet<String>> {
        assert!(fluent_syntax::parser::parse(source).is_ok(), "the words must parse");
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
    fn every_language_has_the_same_words_with_the_same_values() {
        let words: Vec<_> = super::LANGUAGES.iter().map(|(tag, source)| (tag, words(source))).collect();
        for (tag, other) in &words {
            for (key, values) in &words[0].1 {
                let found = other.get(key).unwrap_or_else(|| panic!("`{tag}` lacks `{key}`"));
                // Languages need not agree in number, nor write a date with the same parts.
                let same = |names: &BTreeSet<String>| -> BTreeSet<String> {
                    names.iter().filter(|name| *name != "n-is" && key != "form-date").cloned().collect()
                };
                assert_eq!(same(found), same(values), "`{key}` in `{tag}`");
            }
            assert_eq!(other.len(), words[0].1.len(), "`{tag}` has words that others lack");
        }
    }
}
