//! In which form an answer is wanted.

use std::fmt::Write as _;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use serde::Serialize;
use serde_json::Value;
use tenure_engine::plain::csv_field;

use crate::fault::Fault;

/// Form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// JSON.
    Json,
    /// CSV with a header, for answers that are a table.
    Csv,
}

impl Form {
    /// `format` of the address, else what `Accept` likes best, else JSON.
    pub(crate) fn wanted(format: Option<&str>, headers: &HeaderMap) -> Result<Self, Fault> {
        match format {
            Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some(other) => Err(Fault::Wrong(format!("`format` is `{other}`; it is one of `json`, `csv`"))),
            None => {
                let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
                let csv = liking(accept, &["text/csv"]);
                Ok(if csv > liking(accept, &["application/json", "application/*", "*/*"]) {
                    Self::Csv
                } else {
                    Self::Json
                })
            }
        }
    }
}

/// The greatest weight that `Accept` gives any of the media types; 0 when it names none.
fn liking(accept: &str, types: &[&str]) -> f64 {
    let weights = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        types.contains(&parts.next()?.to_ascii_lowercase().as_str()).then(|| {
            let quality = parts.find_map(|parameter| parameter.strip_prefix("q="));
            quality.and_then(|q| q.parse().ok()).unwrap_or(1.0)
        })
    });
    weights.fold(0.0, f64::max)
}

/// Rows as CSV: a column for each field, in the order in which the struct writes them.
pub(crate) fn csv(columns: &[String], rows: impl IntoIterator<Item = Vec<Value>>) -> String {
    let mut text = String::new();
    line(&mut text, columns.iter().map(|name| csv_field(name).into_owned()));
    for row in rows {
        line(&mut text, row.iter().map(cell));
    }
    text
}

/// A struct's fields, as a row.
pub(crate) fn row(of: &impl Serialize) -> Result<Vec<(String, Value)>, Fault> {
    match serde_json::to_value(of).map_err(Fault::engine)? {
        Value::Object(fields) => Ok(fields.into_iter().collect()),
        other => Ok(vec![(String::new(), other)]),
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join(","));
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => csv_field(text).into_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT;
    use serde_json::json;

    use super::{Form, csv};

    #[test]
    fn the_form_is_what_the_address_says_else_what_is_liked_best() {
        let wanted = |format: Option<&str>, accept: &str| {
            let headers = HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]);
            Form::wanted(format, &headers).unwrap()
        };
        let cases = [
            (None, "", Form::Json),
            (None, "*/*", Form::Json),
            (None, "text/csv", Form::Csv),
            (None, "text/html, text/csv;q=0.9, */*;q=0.8", Form::Csv),
            (None, "application/json, text/csv;q=0.5", Form::Json),
            (None, "text/csv, application/json", Form::Json),
            (Some("csv"), "application/json", Form::Csv),
            (Some("json"), "text/csv", Form::Json),
        ];
        for (format, accept, form) in cases {
            assert_eq!(wanted(format, accept), form, "{format:?} {accept}");
        }
        let refused = Form::wanted(Some("xml"), &HeaderMap::new()).unwrap_err();
        assert_eq!(refused.to_string(), "`format` is `xml`; it is one of `json`, `csv`");
    }

    #[test]
    fn cells_are_quoted_where_they_must_be_and_words_are_no_formula() {
        let rows =
            vec![vec![json!("a,b"), json!(1.5)], vec![json!("say \"x\""), json!(null)], vec![json!("=1+1"), json!(-2)]];
        let text = csv(&["key".to_owned(), "a \"value\"".to_owned()], rows);
        assert_eq!(text, "key,\"a \"\"value\"\"\"\n\"a,b\",1.5\n\"say \"\"x\"\"\",\n'=1+1,-2\n");
    }

    #[test]
    fn no_cell_is_a_formula_and_a_number_below_nothing_stays_one() {
        let text = csv(&["=1+1".to_owned()], vec![vec![json!("=1+1")], vec![json!(-5.5)]]);
        assert_eq!(text, "'=1+1\n'=1+1\n-5.5\n");
    }
}
