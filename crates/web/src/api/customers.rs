//! `GET /customers`, `GET /customers/{id}`

use axum::extract::{Path, Query};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tenure_engine::plain::VERSION;
use tenure_engine::read::{CustomerDetail, CustomerFilter, CustomerPage, CustomerQuery, CustomerSort, Scope, cursor};
use utoipa::{IntoParams, ToSchema};

use super::asked::Asked;
use super::cursor::{List, chosen, limit};
use super::of::Of;
use super::openapi::{Refusals, ScopeParams};
use crate::fault::Fault;

/// Rows of a page unasked, and at most.
const ROWS: (u64, u64) = (50, 1000);

/// Order and place of a page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// Order of the list; `clv` when left out.
    sort: Option<CustomerSort>,
    /// Rows of a page; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u64>,
    /// `next` of the page before; with it come its order, run, horizon and basis. Filters must be given again.
    cursor: Option<String>,
}

/// One page of customers, as `tenure customers --format json` writes it, with its scope and the way on.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomersAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// What every number is about.
    scope: Scope,
    /// The page.
    customers: CustomerPage,
    /// `cursor` of the next page; null on the last one.
    next: Option<String>,
}

/// One customer in full, as `tenure customers ID --format json` writes it, with its scope.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerAnswer {
    /// Version that answers.
    tenure: &'static str,
    /// What every number is about; values for other horizons and bases stand in `scores`.
    scope: Scope,
    /// The customer.
    customer: CustomerDetail,
}

/// Customers with what they are worth: filtered, sorted, one page after the other.
#[utoipa::path(
    get, path = "/api/v1/customers", operation_id = "customers", tag = "values", params(ScopeParams, CustomerFilter, Paging),
    responses((status = 200, description = "One page of customers", body = CustomersAnswer), Refusals)
)]
pub(super) async fn list(
    asked: Asked,
    Of(Query(filter)): Of<Query<CustomerFilter>>,
    Of(Query(paging)): Of<Query<Paging>>,
) -> Result<Response, Fault> {
    let scope = &asked.scope;
    let rows = limit(paging.limit, ROWS.0, ROWS.1)?;
    let (list, after) = List::asked(scope, paging.cursor.as_deref(), paging.sort, chosen(&filter)?)?;
    let run = &list.run(scope).await?;
    let about = scope.now.overview(run, &list.horizon, list.basis).await?.scope.clone();
    let query = CustomerQuery { filter, sort: list.sort, after, limit: rows + 1, ..CustomerQuery::default() };
    let mut customers = scope.now.customers(run, &list.horizon, list.basis, &query).await?;
    let next = next(&mut customers, rows, list)?;
    let page = asked.json(&CustomersAnswer { tenure: VERSION, scope: about, customers, next: next.clone() })?;
    Ok(asked.link(page, next.as_deref()))
}

/// One customer: history by channel, value per horizon and basis, how likely still to buy over time.
#[utoipa::path(
    get, path = "/api/v1/customers/{id}", operation_id = "customer", tag = "values",
    params(("id" = String, Path, description = "`source:record_id`, percent-encoded"), ScopeParams),
    responses((status = 200, description = "The customer", body = CustomerAnswer), Refusals)
)]
pub(super) async fn one(asked: Asked, Of(Path(id)): Of<Path<String>>) -> Result<Response, Fault> {
    let scope = &asked.scope;
    let run = scope.run()?;
    let about = scope.now.overview(run, &scope.horizon, scope.basis).await?.scope.clone();
    let found = scope.now.view.customer(run, &id).await?;
    let customer = found.ok_or_else(|| Fault::NoCustomer { customer: id.clone(), run: run.run_id.clone() })?;
    asked.json(&CustomerAnswer { tenure: VERSION, scope: about, customer })
}

/// Takes off the row that was asked for beyond the page; there is a next page when it is there.
fn next(page: &mut CustomerPage, rows: u64, list: List) -> Result<Option<String>, Fault> {
    if page.customers.len() as u64 <= rows {
        return Ok(None);
    }
    page.customers.pop();
    let last = page.customers.last().map(|row| cursor(row, list.sort));
    last.map(|last| list.after(last)).transpose()
}
