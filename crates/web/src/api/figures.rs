//! `GET /figures`, `GET /figures/{id}`

use axum::extract::{Path, Query};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tenure_engine::figures::{Cell, Figure, Table};
use tenure_engine::plain::VERSION;
use tenure_engine::read::Scope;
use utoipa::{IntoParams, ToSchema};

use super::asked::Asked;
use super::form::{Form, csv};
use super::of::Of;
use super::openapi::{FormParams, Refusals, ScopeParams};
use crate::fault::Fault;
use crate::figures::{ALL, Draw, draw};

/// The page that a figure is to stand on.
#[derive(Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// A light page.
    #[default]
    Light,
    /// A dark one.
    Dark,
}

/// What a figure is of.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Chosen {
    /// Colours for a light or a dark page; `light` when left out.
    #[param(inline)]
    theme: Option<Theme>,
    /// The customer, for figures of one.
    customer: Option<String>,
}

/// A figure that can be asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct FigureName {
    /// Its name.
    id: &'static str,
    /// Its title, in the language asked for.
    title: String,
    /// Whether it is of one customer and wants `customer`.
    of_customer: bool,
}

/// All figures.
#[derive(Serialize, ToSchema)]
pub(crate) struct FiguresAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// The figures.
    figures: Vec<FigureName>,
}

/// One figure: hand the whole answer to `Plotly.newPlot(element, figure)`.
#[derive(Serialize, ToSchema)]
pub(crate) struct FigureAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// What every number is about.
    scope: Scope,
    /// Its name.
    id: &'static str,
    /// Its title.
    title: String,
    /// What it shows, in a sentence.
    summary: String,
    /// Colours it was drawn in.
    theme: Theme,
    /// Plotly's traces.
    data: Value,
    /// Plotly's layout.
    layout: Value,
    /// Plotly's configuration.
    config: Value,
    /// Every value of the figure.
    table: Table,
}

/// Figures that can be asked for.
#[utoipa::path(
    get, path = "/api/v1/figures", operation_id = "figures", tag = "figures", params(ScopeParams),
    responses((status = 200, description = "Names and titles", body = FiguresAnswer), Refusals)
)]
pub(super) async fn list(asked: Asked) -> Result<Response, Fault> {
    let name = |known: &crate::figures::Known| FigureName {
        id: known.id,
        title: asked.scope.locale.t(known.title),
        of_customer: matches!(known.draw, Draw::Customer(_)),
    };
    asked.json(&FiguresAnswer { tenure: VERSION, figures: ALL.iter().map(name).collect() })
}

/// One figure as Plotly's JSON with the table behind it, or that table as CSV.
#[utoipa::path(
    get, path = "/api/v1/figures/{id}", operation_id = "figure", tag = "figures",
    params(("id" = String, Path, description = "Its name, from `/api/v1/figures`"), ScopeParams, Chosen, FormParams),
    responses(
        (status = 200, description = "The figure", content((FigureAnswer = "application/json"), (String = "text/csv"))),
        Refusals
    )
)]
pub(super) async fn one(
    asked: Asked,
    Of(Path(id)): Of<Path<String>>,
    Of(Query(of)): Of<Query<Chosen>>,
) -> Result<Response, Fault> {
    let scope = &asked.scope;
    let figure = draw(scope, &id, of.customer.as_deref()).await?;
    let about = scope.now.overview(scope.run()?, &scope.horizon, scope.basis).await?.scope.clone();
    if asked.form == Form::Csv {
        return Ok(asked.csv(&named(figure.id, &about), table(figure.table)));
    }
    let title = scope.locale.t(figure.title);
    asked.json(&answer(figure, of.theme.unwrap_or_default(), title, about))
}

fn answer(figure: Figure, theme: Theme, title: String, scope: Scope) -> FigureAnswer {
    let Figure { id, summary, light, dark, table, .. } = figure;
    let mut drawn = match theme {
        Theme::Light => light,
        Theme::Dark => dark,
    };
    let mut part = |name: &str| drawn.get_mut(name).map(Value::take).unwrap_or_default();
    let (data, layout, config) = (part("data"), part("layout"), part("config"));
    FigureAnswer { tenure: VERSION, scope, id, title, summary, theme, data, layout, config, table }
}

/// A name for the file of a figure's table that says what its numbers are about: its columns are the figure's own.
fn named(id: &str, about: &Scope) -> String {
    let Scope { run_id, as_of, horizon, basis, currency, .. } = about;
    format!("{id}-{as_of}-{horizon}-{basis}-{currency}-{run_id}")
}

fn table(table: Table) -> String {
    let value = |cell| match cell {
        Cell::Text(text) => Value::from(text),
        Cell::Number(number) => Value::from(number),
        Cell::Empty => Value::Null,
    };
    let columns: Vec<String> = table.columns.into_iter().map(|column| column.title).collect();
    csv(&columns, table.rows.into_iter().map(|row| row.into_iter().map(value).collect()))
}
