//! The words of the report in a language, from its Fluent file.

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use jiff::civil::Date;
use tenure_engine::figures::Voice;

use super::Lang;

const EN: &str = include_str!("locales/en.ftl");
const NL: &str = include_str!("locales/nl.ftl");

/// One language: its words and its number forms.
pub(crate) struct Locale {
    pub(crate) lang: Lang,
    messages: BTreeMap<&'static str, Pattern<&'static str>>,
}

/// Texts to put into a message, by name.
type Values<'a> = &'a [(&'a str, String)];

impl Locale {
    /// The language, with the words that the binary carries.
    pub(crate) fn new(lang: Lang) -> Self {
        let source = match lang {
            Lang::En => EN,
            Lang::Nl => NL,
        };
        // The files are part of the binary and a test parses them; a fault in one can only cost words.
        let resource = parser::parse(source).unwrap_or_else(|(usable, _)| usable);
        let messages = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => message.value.map(|words| (message.id.name, words)),
            _ => None,
        });
        Self { lang, messages: messages.collect() }
    }

    fn format(&self, key: &str, values: Values<'_>) -> String {
        // A missing word shows its key: visible, and never a reason not to print a report.
        let Some(pattern) = self.messages.get(key) else { return key.to_owned() };
        let mut text = String::new();
        write(pattern, values, &mut text);
        text
    }

    /// The words for `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        self.format(key, &[])
    }

    /// The words for `key`, with texts put in.
    pub(crate) fn with(&self, key: &str, values: &[(&str, String)]) -> String {
        self.format(key, values)
    }

    /// The words for `key` if there are any.
    pub(crate) fn find(&self, key: &str) -> Option<String> {
        self.messages.contains_key(key).then(|| self.t(key))
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
