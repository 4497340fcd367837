//! Words, numbers, money and dates in a reader's language.
//!
//! A language is one Fluent file in `locales/` and its line in `locale.rs`: words, and how numbers and dates
//! are written (`form-...`). Every surface speaks through here, the terminal's report too.

mod forms;
mod locale;

pub use locale::Locale;
use locale::{Catalogue, LANGUAGES};

use std::fmt;
use std::str::FromStr;

/// One of the languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lang(usize);

impl Lang {
    /// English.
    pub const EN: Self = Self(0);
    /// Dutch.
    pub const NL: Self = Self(1);

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(Self)
    }

    /// Tag for `lang` attributes and addresses: `en`, `nl`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        LANGUAGES[self.0].0
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self::EN
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(tag: &str) -> Result<Self, String> {
        let known = || Self::all().map(|lang| format!("`{lang}`")).collect::<Vec<_>>().join(", ");
        Self::all().find(|lang| lang.tag() == tag).ok_or_else(|| format!("no words for `{tag}`; known are {}", known()))
    }
}
