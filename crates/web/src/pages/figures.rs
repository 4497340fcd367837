//! `/figures/{id}.csv`: the table behind a figure, for whoever reckons further.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use tenure_engine::figures::{self, Cell, Table};

use crate::fault::Fault;
use crate::scope::Scope;
use crate::state::App;

/// The routes.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/figures/{file}", get(csv))
}

async fn csv(scope: Scope, Path(file): Path<String>) -> Result<impl IntoResponse, Fault> {
    let missing = || Fault::Missing(format!("figure `{file}`"));
    let id = file.strip_suffix(".csv").ok_or_else(missing)?;
    let overview = scope.now.overview(scope.run()?, &scope.horizon, scope.basis).await?;
    let voice = &scope.locale;
    let figure = match id {
        "tenths" => figures::tenths(&overview, voice),
        "distribution" => figures::distribution(&overview, voice),
        "concentration" => figures::concentration(&overview, voice),
        "months" => figures::months(&overview, voice),
        "frequencies" => figures::frequencies(&overview, voice),
        _ => return Err(missing()),
    };
    Ok(file_of(id, &figure.table))
}

/// A table as a file to keep.
pub(super) fn file_of(id: &str, table: &Table) -> impl IntoResponse + use<> {
    let disposition = format!("attachment; filename=\"{id}.csv\"");
    ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)], text_of(table))
}

/// Numbers in full and in no language's form.
fn text_of(table: &Table) -> String {
    let mut text = String::new();
    let mut line = |cells: Vec<String>| {
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    line(table.columns.iter().map(|column| quoted(&column.title)).collect());
    for row in &table.rows {
        let written = row.iter().map(|cell| match cell {
            Cell::Text(words) => quoted(words),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        line(written.collect());
    }
    text
}

/// A field; one that a spreadsheet would take for a formula is made words.
pub(super) fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[cfg(test)]
mod tests {
    use tenure_engine::figures::{Column, Kind};

    use super::*;

    #[test]
    fn a_table_is_written_whole_and_without_formulas() {
        let column = |title: &str, kind| Column { title: title.to_owned(), kind };
        let table = Table {
            columns: vec![column("Group, best first", Kind::Text), column("So far", Kind::Money)],
            rows: vec![
                vec![Cell::Text("=1+1".to_owned()), Cell::Number(1234.5)],
                vec![Cell::Text("a \"b\"".to_owned()), Cell::Empty],
            ],
        };
        assert_eq!(text_of(&table), "\"Group, best first\",So far\r\n'=1+1,1234.5\r\n\"a \"\"b\"\"\",\r\n");
    }
}
