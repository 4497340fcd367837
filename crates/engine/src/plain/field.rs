//! A field of a CSV file that people open.

use std::borrow::Cow;

/// Quoted where it has to be. What a spreadsheet would take for a formula is made words: names of columns, customers and
/// files come from outside.
#[must_use]
pub fn csv_field(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guarded = if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if guarded.contains([',', '"', '\n', '\r']) {
        return Cow::Owned(format!("\"{}\"", guarded.replace('"', "\"\"")));
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::csv_field;

    #[test]
    fn a_field_is_quoted_and_never_a_formula() {
        for (text, field) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://evil.example\",\"x\")", "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\""),
            ("+31612345678", "'+31612345678"),
            ("-5", "'-5"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(csv_field(text), field, "{text:?}");
        }
    }
}
